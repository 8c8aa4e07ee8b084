import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SigningKey } from '@resite/procedure';
import type { Repository, Snapshot } from '@resite/repository';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { folderSource, treeWithFolder } from '../src/capture/tree-source.ts';
import { judgeProvenance } from '../src/snapshot/provenance.ts';
import { isSignedBy, parsePublicKey, pemOf } from '../src/snapshot/public-key.ts';
import { signatureName, signSnapshot } from '../src/snapshot/sign-snapshot.ts';
import { ensureSigningKey } from '../src/snapshot/signing-key.ts';
import { parseSignature, parseStatement } from '../src/snapshot/statement.ts';
import { withImageSite } from './support/image-site.ts';

/** What a snapshot is made of, in a form that is easily changed. */
interface Content {
  readonly drives: Readonly<Record<string, Record<string, Buffer>>>;
  readonly resite: Readonly<Record<string, Buffer>>;
  readonly identity: { readonly time: string; readonly hostname: string; readonly tags: string[] };
}

const good: Content = {
  drives: {
    C: { 'SMS.INI': Buffer.from('[SMS]'), 'SMS/SYSTEM.MAP': Buffer.from('map') },
    D: { 'SMS_PKGD/P01/SETUP.EXE': Buffer.from('setup') },
  },
  resite: {
    'manifest.json': Buffer.from('{}'),
    'RUNBOOK.md': Buffer.from('# Runbook'),
    'registry/SMS.hiv': Buffer.from('hive'),
  },
  identity: { time: '2026-11-28T16:00:00.123Z', hostname: 'BRANCH1', tags: ['resite', 'site:S01'] },
};

test('what was signed is known again, and every change of it is found', async () => {
  await withImageSite(async ({ folder, repository }) => {
    const key = await ensureSigningKey(join(folder, 'keys'));
    const signature = await signatureOf(repository, key, good);
    const judge = async (content: Content, keys: readonly { publicKey: string; retired?: string }[] = [key]) => {
      const tree = await store(repository, content);
      const named = keys.map((each, index) => ({ ...each, name: `k${index}` }));
      return (await judgeProvenance(repository, { tree, ...content.identity }, { keys: named })).state;
    };
    const signed = (content: Content, data: Buffer | undefined = signature): Content => ({
      ...content,
      resite: { ...content.resite, [signatureName]: data },
    });
    const expect = async (what: string, content: Content, state: string) =>
      assert.equal(await judge(content), state, what);

    await expect('as it was signed', signed(good), 'signed');
    await expect('the time as restic writes it', signed(at({ time: '2026-11-28T17:00:00.123+01:00' })), 'signed');
    await expect('more tags', signed(at({ tags: ['x', ...good.identity.tags] })), 'signed');
    await expect('without tags', signed(at({ tags: [] })), 'signed');
    await expect('stripped', good, 'unsigned');
    const other = await ensureSigningKey(join(folder, 'other'));
    assert.equal(await judge(signed(good), [other]), 'unknown');
    assert.equal(await judge(signed(good), []), 'unknown');
    assert.equal(await judge(signed(good), [{ ...key, retired: '2026-11-28' }]), 'retired');
    assert.equal(await judge(signed(good), [key, { ...key, retired: '2026-11-28' }]), 'retired', 'retired wins');

    const changes: [string, Content][] = [
      ['another time', signed(at({ time: '2026-11-28T16:00:00.124Z' }))],
      ['another host', signed(at({ hostname: 'BRANCH2' }))],
      ['another site', signed(at({ tags: ['resite', 'site:S02'] }))],
      ['two sites', signed(at({ tags: ['resite', 'site:S01', 'site:S02'] }))],
      ['a file changed', signed(drive({ 'SMS/SYSTEM.MAP': Buffer.from('Map') }))],
      ['a file added', signed(drive({ 'SMS/RUNSMS.BAT': Buffer.from('') }))],
      ['a drive added', signed({ ...good, drives: { ...good.drives, E: { A: Buffer.from('') } } })],
      ['a drive in lower case', signed({ ...good, drives: { ...good.drives, c: { A: Buffer.from('') } } })],
      ['a drive removed', signed({ ...good, drives: { C: good.drives.C! } })],
      ['the manifest changed', signed(resite({ 'manifest.json': Buffer.from('{ }') }))],
      ['the hive changed', signed(resite({ 'registry/SMS.hiv': Buffer.from('Hive') }))],
      ['a hive added', signed(resite({ 'registry/OTHER.hiv': Buffer.from('') }))],
      ['a file added below .resite', signed(resite({ 'x/y': Buffer.from('') }))],
      ['a file removed below .resite', signed({ ...good, resite: { 'manifest.json': good.resite['manifest.json']! } })],
      ['no signature', signed(good, Buffer.from(''))],
      ['garbage', signed(good, Buffer.from('garbage'))],
      ['brackets', signed(good, Buffer.from('['.repeat(60_000)))],
      ['a large one', signed(good, Buffer.concat([signature, Buffer.alloc(70_000, ' ')]))],
      ['one that is a folder', { ...good, resite: { ...good.resite, [`${signatureName}/x`]: signature } }],
    ];
    for (const [what, content] of changes) await expect(what, content, 'changed');

    const file = parseSignature(signature)!;
    const resign = (statement: string, by: SigningKey = key) =>
      Buffer.from(
        JSON.stringify({
          ...{ schema: 1, statement, publicKey: by.publicKey },
          signature: by.sign(Buffer.from(statement)).toString('base64'),
        }),
      );
    await expect('the same, signed anew', signed(good, resign(file.statement)), 'signed');
    await expect('by another key', signed(good, resign(file.statement, other)), 'unknown');
    await expect(
      'evidence of a rehearsal',
      signed(good, resign('{"schema":1,"type":"resite-rehearsal"}\n')),
      'changed',
    );
    await expect('the statement without its first line', signed(good, resign(file.statement.slice(28))), 'changed');
    await expect('with white space', signed(good, resign(file.statement.replace(',', ', '))), 'changed');
    await expect('a key twice', signed(good, resign(file.statement.replace('{', '{"schema":1,'))), 'changed');
    const claimed = JSON.stringify({ ...file, publicKey: other.publicKey });
    await expect('a signature that claims another key', signed(good, Buffer.from(claimed)), 'changed');

    // Whatever byte of the signature file is changed: white space around its parts counts for nothing, all else does.
    await fc.assert(
      fc.asyncProperty(fc.nat(signature.length - 1), fc.integer({ min: 1, max: 255 }), async (position, bits) => {
        const data = Buffer.from(signature);
        data[position]! ^= bits;
        const state = await judge(signed(good, data));
        if (state === 'signed') assert.deepEqual(parseSignature(data), file);
        else assert.equal(state, 'changed');
      }),
      { numRuns: sampled(15, 600) },
    );
  });
});

test('a key is only what is surely one', async () => {
  await withImageSite(async ({ folder }) => {
    const key = await ensureSigningKey(join(folder, 'keys'));
    assert.deepEqual(parsePublicKey(pemOf(key)), { publicKey: key.publicKey, fingerprint: key.fingerprint });
    assert.deepEqual(parsePublicKey(` ${key.publicKey}\n`)?.fingerprint, key.fingerprint);
    for (const text of ['', 'key', key.publicKey.slice(0, -2), `${key.publicKey}AAAA`, `A${key.publicKey.slice(1)}`])
      assert.equal(parsePublicKey(text), undefined, text);
    const data = Buffer.from('data');
    assert.ok(isSignedBy(key, data, key.sign(data)));
    assert.ok(!isSignedBy(key, Buffer.from('Data'), key.sign(data)));
    assert.ok(!isSignedBy(key, data, key.sign(data).subarray(1)));
    assert.equal(parseStatement('resite snapshot statement 1\n{}\n'), undefined);
  });
});

const at = (identity: Partial<Content['identity']>): Content => ({
  ...good,
  identity: { ...good.identity, ...identity },
});
const drive = (files: Record<string, Buffer>): Content => ({
  ...good,
  drives: { ...good.drives, C: { ...good.drives.C!, ...files } },
});
const resite = (files: Record<string, Buffer>): Content => ({ ...good, resite: { ...good.resite, ...files } });

const made = new Map<string, Promise<string>>();

/** Times differ from call to call, so what is the same is stored once. */
async function captured(repository: Repository, { drives }: Content): Promise<string> {
  const files = Object.fromEntries(
    Object.entries(drives).flatMap(([name, inside]) =>
      Object.entries(inside).map(([path, data]) => [`${name}/${path}`, data]),
    ),
  );
  const id = JSON.stringify(files);
  const tree =
    made.get(id) ??
    repository.archive(folderSource('all', files)).then(async ({ tree: all }) => {
      return (await repository.find(all, '/all'))!.subtree!;
    });
  made.set(id, tree);
  return tree;
}

async function signatureOf(repository: Repository, key: SigningKey, content: Content): Promise<Buffer> {
  const { 'registry/SMS.hiv': hive, ...files } = content.resite;
  const { tree } = await repository.archive(folderSource('registry', { 'SMS.hiv': hive! }));
  return signSnapshot(repository, key, {
    ...{ ...content.identity, site: 'S01', run: 'run', folderTree: tree, files },
    tree: await captured(repository, content),
  });
}

async function store(repository: Repository, content: Content): Promise<Snapshot['tree']> {
  const { tree: empty } = await repository.archive({ roots: async () => [], children: async () => [], read: none });
  const source = await treeWithFolder(repository, {
    ...{ tree: await captured(repository, content), name: '.resite', folderTree: empty },
    files: content.resite,
  });
  return (await repository.archive(source)).tree;
}

async function* none(): AsyncGenerator<Buffer> {}
