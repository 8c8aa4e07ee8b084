import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { createBareMachine, destroyMachine, machineUp } from '@resite/lab';
import type { Manifest } from '@resite/procedure';
import { readSnapshotEvidence } from '@resite/procedure/checks';
import { Journal } from '@resite/procedure/journal';
import { readSiteManifest } from '@resite/procedure/snapshot';
import { openRepository } from '@resite/repository';
import { sampleOf } from '../../../../scripts/sample.ts';
import { errorCode, hierarchy } from '../support/hierarchy.ts';
import { resiteOnTerminal } from '../support/terminal.ts';
import { snapshotsOf, worldOf } from './world.ts';

/**
 * Whoever holds the repository and its password can make snapshots with stock restic. Each command that goes by what a
 * snapshot says of itself refuses these, and nothing is changed anywhere. (What else is refused: read-manifest.test.ts.)
 */
const site = hierarchy();

/** A backup in a folder, to be changed, and a bare server that could take it. */
const prepare = async () => {
  const { code, stderr } = await site.resite('backup', 'S01');
  assert.equal(code, 0, stderr);
  await restic(site.folder, 'restore', 'latest', '--target', 'saved');
  await destroyMachine(site.lab, 'BRANCH1');
  await createBareMachine(site.lab, 'BRANCH1');
  await machineUp(site.lab, 'BRANCH1');
};

/** The one place that knows how a snapshot is given to a command. */
const withSnapshot = (id: string, ...words: string[]) => {
  const trusted = /^(restore|plan|check|rehearse)$/.test(words[0] ?? '') ? ['--trust-snapshot', id] : [];
  return site.resite(...words, '--snapshot', id, ...trusted);
};

const commands = [
  ['restore', 'S01'],
  ['restore', 'S01', '--dry-run'],
  ['plan', 'restore', 'S01', '--format', 'md'],
  ['check', 'S01', '--restore'],
  ['rehearse', 'S01'],
  ['drift', 'S01'],
  ['ids', 'S01'],
];

type Change = (manifest: Manifest) => unknown;
const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const kernel = 'C:\\WINNT35\\SYSTEM32\\NTOSKRNL.EXE';

const manifests: readonly { readonly what: string; readonly change: Change; readonly at: string }[] = [
  {
    what: 'the kernel of Windows as a log',
    change: ({ roots, ...rest }) => ({
      ...rest,
      roots: [...roots, kernel],
      site: { ...rest.site, rootLogs: [...rest.site.rootLogs, kernel] },
    }),
    at: 'site.rootLogs',
  },
  { what: 'all services of Windows', change: manifest => ({ ...manifest, registryKey: services }), at: 'registryKey' },
  {
    what: 'a share of drive C',
    change: ({ site, ...rest }) => ({
      ...rest,
      site: { ...site, shares: [...site.shares, { name: 'SMS_PKGC', path: 'C:\\', comment: '' }] },
    }),
    at: 'site.shares',
  },
  { what: 'only a version', change: () => ({ schema: 1 }), at: 'run' },
  {
    what: 'escape codes for the terminal',
    change: manifest => ({ ...manifest, host: '\u001b]0;gone\u0007\u001b[2J' }),
    at: 'host',
  },
  { what: 'a site that the tag does not name', change: manifest => renamed(manifest, 'S09'), at: 'site.siteCode' },
  {
    what: '200,000 roots',
    change: manifest => ({ ...manifest, roots: Array(200_000).fill('C:\\SMS') }),
    at: 'roots',
  },
];

const renamed = ({ site, ...rest }: Manifest, siteCode: string) => ({ ...rest, site: { ...site, siteCode } });

/** Names that Linux can have and Windows cannot, or would take for another one. */
const names = [
  ['A\\B.TXT', 'backslash'],
  ['..\\..\\WINNT35\\X.DLL', 'backslash'],
  ['STREAM:X', 'alternate stream'],
  ['AUX', 'device'],
  ['com1.log', 'device'],
  ['DOT.', 'dot or a space'],
  ['BLANK ', 'dot or a space'],
  ['ESC\u001b[2J', 'control character'],
  ['WHAT?', 'reserved'],
  ['system.map', 'the same name'],
  [Buffer.from([0x41, 0xff]), 'UTF-8'],
] as const;

describe('a snapshot by stock restic', () => {
  before(prepare);

  for (const [index, { what, change, at }] of sampleOf([...manifests.entries()], 2)) {
    // Each command meets several of them, and each of them several commands.
    const mine = commands.filter((_, number) => index === 0 || number % manifests.length === index % commands.length);
    test(`refused: ${what}`, async () => {
      const id = await made(`manifest-${index}`, async folder => {
        const file = join(folder, '.resite', 'manifest.json');
        const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
        await writeFile(file, JSON.stringify(change(manifest)));
      });
      await inRepository(async repository => {
        const snapshot = await repository.findSnapshot(id);
        await assert.rejects(readSiteManifest(repository, snapshot, { siteCode: 'S01' }), { code: 'MANIFEST_INVALID' });
      });
      const world = await worldOf(site, { quiet: true });
      for (const words of mine) {
        const outcome = await withSnapshot(id, ...words);
        const all = outcome.stdout + outcome.stderr;
        assert.equal(errorCode(outcome), 'MANIFEST_INVALID', `${words.join(' ')}: ${all}`);
        assert.equal(outcome.code, 20);
        assert.match(all, new RegExp(`snapshot ${id.slice(0, 8)} cannot be used: ${at.replace('.', '\\.')}[:[]`));
        assert.doesNotMatch(all, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
      }
      assert.deepEqual(await worldOf(site, { quiet: true }), world);
    });
  }

  test('the account of a snapshot is nobody whose password is asked for', async () => {
    const id = await made('account', async folder => {
      const file = join(folder, '.resite', 'manifest.json');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replaceAll('BRANCHDOM\\\\SMSADMIN', 'OTHERDOM\\\\ADMINISTRATOR'));
    });
    const yaml = await readFile(join(site.folder, 'resite.yaml'), 'utf8');
    const without = yaml.replaceAll(/^ +(serviceAccount:|user: |passwordFile: \S*service\.password).*\n/gm, '');
    await writeFile(join(site.folder, 'no-account.yaml'), without);
    const world = await worldOf(site, { quiet: true });
    for (const words of [
      ['restore', 'S01'],
      ['plan', 'restore', 'S01'],
      ['check', 'S01', '--restore'],
    ]) {
      const outcome = await withSnapshot(id, ...words, '--config', 'no-account.yaml');
      assert.equal(errorCode(outcome), 'ACCOUNT_MISSING', outcome.stderr);
      assert.equal(outcome.code, 2);
      assert.match(outcome.stderr, /serviceAccount: .*--account.*OTHERDOM\\ADMINISTRATOR; use it only if/s);
    }
    const words = ['plan', 'restore', 'S01', '--format', 'md', '--snapshot', id, '--trust-snapshot', id];
    const { screen } = await resiteOnTerminal([...words, '--config', 'no-account.yaml'], {
      cwd: site.folder,
      type: [{ when: 'as DOMAIN\\user: ', keys: 'BRANCHDOM\\TYPED\r' }],
    });
    assert.match(screen, /ran as OTHERDOM\\ADMINISTRATOR; is that so\?/);
    assert.match(screen, /user name: `BRANCHDOM\\TYPED`/);
    const { stdout } = await withSnapshot(id, 'plan', 'restore', 'S01', '--format', 'md');
    assert.match(stdout, /user name: `BRANCHDOM\\SMSADMIN`/);
    assert.deepEqual(await worldOf(site, { quiet: true }), world);
  });

  test('names that would land in another place are found before anything is changed', async () => {
    const all = await made('names', async folder => {
      for (const [name] of names) {
        const path = Buffer.concat([Buffer.from(`${folder}/C/SMS/`), Buffer.from(name as string)]);
        await writeFile(path, 'harm');
      }
      await symlink('/etc/passwd', join(folder, 'C', 'SMS', 'LINK'));
      await mkdir(join(folder, 'CD', 'SMS'), { recursive: true });
    });
    await inRepository(async repository => {
      const snapshot = await repository.findSnapshot(all);
      const manifest = await readSiteManifest(repository, snapshot, { siteCode: 'S01' });
      const journal = new Journal(join(site.folder, 'no-journal'));
      const evidence = await readSnapshotEvidence({ repository, snapshot, manifest, journal });
      journal.close();
      const { misfits } = evidence.snapshot;
      for (const [name, reason] of names)
        assert.ok(
          misfits.some(misfit => misfit.includes(reason)),
          `${name}`,
        );
      assert.ok(
        misfits.some(misfit => misfit.includes('symlink')) && misfits.some(misfit => misfit.includes('no drive')),
      );
      // LINK, and CD with what is in it.
      assert.equal(misfits.length, names.length + 3, misfits.join('\n'));
    });

    const id = await made('backslash', folder => writeFile(join(folder, 'C', 'SMS', 'A\\B.TXT'), 'harm'));
    const world = await worldOf(site, { quiet: true });
    for (const words of [
      ['restore', 'S01'],
      ['check', 'S01', '--restore'],
    ]) {
      const outcome = await withSnapshot(id, ...words);
      const said = outcome.stdout + outcome.stderr;
      assert.equal(errorCode(outcome), 'PATH_INVALID', said);
      assert.match(said, /A\\\\B\.TXT.*backslash/);
    }
    const rehearsed = await withSnapshot(id, 'rehearse', 'S01');
    assert.equal(errorCode(rehearsed), 'REHEARSAL_FAILED', rehearsed.stderr);
    assert.match(rehearsed.stderr, /under its own name/);
    assert.deepEqual(await worldOf(site, { quiet: true }), world);
  });
});

describe('a snapshot file that nobody can read', () => {
  test('is named with its cure by every command for sites that lists snapshots, and the others are used', async () => {
    const odd = 'ab'.repeat(32);
    const file = join(site.folder, 'backups', 'snapshots', odd);
    const known = await snapshotsOf(site);
    await writeFile(file, 'no snapshot');
    try {
      for (const words of [
        ['snapshots'],
        ['snapshots', 'S01'],
        ['check', 'S01', '--restore'],
        ['plan', 'restore', 'S01'],
        ['drift', 'S01'],
        ['forget', 'S01', '--keep-last', '99', '--dry-run'],
      ]) {
        const outcome = await site.resite(...words);
        assert.match(outcome.stderr, new RegExp(`^warning: snapshots/${odd} of .* is damaged: `, 'm'), words.join(' '));
        assert.match(outcome.stderr, /resite repo forget abababab/, words.join(' '));
        assert.notEqual(errorCode(outcome), 'REPOSITORY_DAMAGED', words.join(' '));
      }
      assert.deepEqual(await snapshotsOf(site), [...known, odd].sort());
    } finally {
      await rm(file);
    }
  });
});

/** A snapshot by stock restic of what the backup holds, changed. */
async function made(name: string, change: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(site.folder, 'made', name);
  await cp(join(site.folder, 'saved'), folder, { recursive: true });
  await rm(join(folder, '.resite', 'signature.json')); // with it, all of them would be forged
  await change(folder);
  const words = ['backup', '.', '--json', '--tag', 'resite', '--tag', 'site:S01', '--tag', 'profile:sms-1x-secondary'];
  const { stdout } = await restic(folder, ...words);
  const [, id] = /"snapshot_id":"([0-9a-f]+)"/.exec(stdout) ?? [];
  const full = (await snapshotsOf(site)).find(name => id !== undefined && name.startsWith(id));
  assert.ok(full !== undefined, stdout);
  return full;
}

async function inRepository<T>(use: (repository: Awaited<ReturnType<typeof openRepository>>) => Promise<T>) {
  const password = (await readFile(join(site.folder, 'repository.password'), 'utf8')).trim();
  const repository = await openRepository(join(site.folder, 'backups'), password);
  try {
    return await use(repository);
  } finally {
    await repository.close();
  }
}

function restic(cwd: string, ...args: string[]) {
  const place = ['-r', join(site.folder, 'backups'), '--password-file', join(site.folder, 'repository.password')];
  return promisify(execFile)('restic', [...place, '--no-cache', ...args], { cwd });
}
