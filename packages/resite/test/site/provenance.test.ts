import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createBareMachine, destroyMachine, machineUp } from '@resite/lab';
import { ensureSigningKey, type Report, signSnapshot } from '@resite/procedure';
import { openRepository, type Repository } from '@resite/repository';
import { type Outcome, run } from '../support/cli.ts';
import { errorCode, hierarchy } from '../support/hierarchy.ts';
import { snapshotsOf, worldOf } from './world.ts';

/**
 * One good snapshot, and what somebody can make of it who has the repository, its password and stock restic. The server is a
 * bare one then, so that nothing but the signature keeps a restore from being made.
 */
const site = hierarchy();

const restic = async (args: readonly string[], cwd = site.folder) => {
  const at = ['-r', join(site.folder, 'backups'), '--password-file', join(site.folder, 'repository.password')];
  const outcome = await run('restic', [...at, '--no-cache', ...args], { cwd });
  assert.equal(outcome.code, 0, outcome.stderr);
  return outcome.stdout;
};
const work = () => join(site.folder, 'work');

/** Makes a snapshot by stock restic, as if it were one of the site, and returns its full ID. */
async function backup(more: readonly string[]): Promise<string> {
  const words = ['backup', '--json', '--tag', 'resite,site:S01', '--host', 'BRANCH1', ...more, 'C', 'D', '.resite'];
  const out = await restic(words, work());
  const { snapshot_id: short } = JSON.parse(out.trim().split('\n').at(-1)!) as { snapshot_id: string };
  return (await snapshotsOf(site)).find(id => id.startsWith(short))!;
}

describe('who has made a snapshot decides whether it is restored', () => {
  let good = '';
  let fingerprint = '';

  test('a backup signs, and says with which key', async () => {
    const { code, stdout, stderr } = await site.resite('backup', 'S01');
    assert.equal(code, 0, stderr);
    fingerprint = /signature +signed by (SHA256:\S+)/.exec(stdout)?.[1] ?? '';
    assert.ok((await site.resite('keys')).stdout.includes(fingerprint));
    [good = ''] = await snapshotsOf(site);
    assert.match((await site.resite('snapshots', 'S01')).stdout, /Signed[\s\S]* by \S+ /);
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');
    await restic(['restore', good, '--target', work()]);
  });

  test('OpenSSL finds the signature good', async () => {
    const file = JSON.parse(await readFile(join(work(), '.resite', 'signature.json'), 'utf8')) as Record<
      string,
      string
    >;
    await writeFile(join(site.folder, 'statement'), file.statement!);
    await writeFile(join(site.folder, 'sig'), Buffer.from(file.signature!, 'base64'));
    await writeFile(
      join(site.folder, 'key.pem'),
      `-----BEGIN PUBLIC KEY-----\n${file.publicKey}\n-----END PUBLIC KEY-----\n`,
    );
    const words = [
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      'key.pem',
      '-rawin',
      '-in',
      'statement',
      '-sigfile',
      'sig',
    ];
    assert.equal((await run('openssl', words, { cwd: site.folder })).code, 0);
  });

  let unsigned = '';
  const forged: string[] = [];

  test('what stock restic makes is unsigned, or changed', async () => {
    const time = JSON.parse(await restic(['cat', 'snapshot', good])) as { time: string };
    const sameTime = ['--time', time.time.slice(0, 19).replace('T', ' ')];
    forged.push(await backup([])); // the signature of another snapshot, as it were
    forged.push(await backup(sameTime));
    const batch = join(work(), 'C', 'SMS', 'LOGON.SRV', 'RUNSMS.BAT');
    const was = await readFile(batch);
    await writeFile(batch, 'net user evil evil /add\r\n');
    forged.push(await backup(sameTime));
    await writeFile(batch, was);
    await writeFile(join(work(), '.resite', 'added'), '');
    forged.push(await backup(sameTime));
    await rm(join(work(), '.resite', 'added'));
    const signature = join(work(), '.resite', 'signature.json');
    const text = await readFile(signature);
    await writeFile(signature, 'garbage');
    forged.push(await backup(sameTime));
    await writeFile(signature, text);
    unsigned = await backup(['--exclude', 'signature.json']);
  });

  test('changed content is refused by every command, whatever a person says', async () => {
    const before = await worldOf(site);
    for (const [index, id] of forged.entries()) {
      const commands =
        index === 2 ? [['restore'], ['plan', 'restore'], ['check', '--restore'], ['rehearse']] : [['plan', 'restore']];
      for (const words of commands) {
        const outcome = await site.resite(...words, 'S01', '--snapshot', id, '--trust-snapshot', id);
        assert.deepEqual(endOf(outcome), [20, 'SNAPSHOT_FORGED'], `${index} ${words} ${outcome.stderr}`);
      }
    }
    assert.deepEqual(endOf(await site.resite('restore', 'S01', '--snapshot', forged[0]!)), [20, 'SNAPSHOT_FORGED']);
    assert.deepEqual(await worldOf(site), before);
  });

  test('an unsigned one is refused, with what to do, unless its full ID is given', async () => {
    const before = await worldOf(site);
    for (const words of [['restore'], ['plan', 'restore'], ['rehearse', '--dry-run'], ['check', '--restore']]) {
      // It is the newest one: `latest` takes no older one in silence, and names the one that is trusted.
      const outcome = await site.resite(...words, 'S01');
      assert.deepEqual(endOf(outcome), [20, 'SNAPSHOT_UNTRUSTED'], outcome.stderr);
      assert.ok(outcome.stderr.includes(`--trust-snapshot ${unsigned}`), outcome.stderr);
      if (words[0] !== 'check') assert.ok(outcome.stderr.includes(`--snapshot ${good.slice(0, 8)}`), outcome.stderr);
    }
    for (const wrong of [unsigned.slice(0, 16), good]) {
      const outcome = await site.resite('plan', 'restore', 'S01', '--snapshot', unsigned, '--trust-snapshot', wrong);
      assert.deepEqual(endOf(outcome), [2, 'USAGE'], wrong);
    }
    const planned = await site.resite('plan', 'restore', 'S01', '--trust-snapshot', unsigned);
    assert.equal(planned.code, 0, planned.stderr);
    assert.match(planned.stdout, /\nThe snapshot is not signed; TRUSTED BY HAND with --trust-snapshot [0-9a-f]{64}\n/);
    const checked = await site.resite('check', 'S01', '--restore', '--json', '--trust-snapshot', unsigned);
    assert.match(checked.stdout, /"id":"snapshot-signed"[^}]*"ok":true/);
    assert.deepEqual(await worldOf(site), before);
  });

  test('one that an unknown key has signed is refused until the key is added, and again when it is retired', async () => {
    const other = await ensureSigningKey(join(site.folder, 'other'));
    const signature = join(work(), '.resite', 'signature.json');
    await rm(signature);
    const base = await backup(['--time', '2026-01-02 03:04:05']);
    const data = await withRepository(async repository => {
      const { tree, time, hostname } = await repository.findSnapshot(base);
      const folderTree = (await repository.find(tree, '/.resite'))?.subtree ?? '';
      return signSnapshot(repository, other, { tree, folderTree, files: {}, site: 'S01', run: 'r', time, hostname });
    });
    await writeFile(signature, data);
    const stranger = await backup(['--time', '2026-01-02 03:04:05']);
    const unknown = await site.resite('plan', 'restore', 'S01', '--snapshot', stranger);
    assert.deepEqual(endOf(unknown), [20, 'SNAPSHOT_UNTRUSTED'], unknown.stderr);
    assert.ok(unknown.stderr.includes(other.fingerprint));
    const planStranger = (...more: string[]) => site.resite('plan', 'restore', 'S01', '--snapshot', stranger, ...more);
    assert.equal((await planStranger('--trust-snapshot', stranger)).code, 0);
    const list = JSON.parse((await site.resite('keys', '--json')).stdout) as { keys: { name: string }[] };
    assert.equal(list.keys.length, 1);
    const added = await site.resite('keys', 'add', other.publicKey, '--name', 'hq');
    assert.equal(added.code, 0, added.stderr);
    assert.ok(added.stdout.includes(other.fingerprint));
    assert.deepEqual(endOf(await site.resite('keys', 'add', other.publicKey, '--name', 'hq2')), [
      2,
      'SIGNING_KEY_EXISTS',
    ]);
    assert.equal((await planStranger()).code, 0);
    assert.equal((await site.resite('keys', 'retire', other.fingerprint)).code, 0);
    assert.deepEqual(endOf(await planStranger()), [20, 'SNAPSHOT_UNTRUSTED']);
    assert.match((await site.resite('keys')).stdout, /hq .* *retired \d{4}-\d\d-\d\d/);
    // The one of this installation, retired: what it signed is not restored any more.
    const own = list.keys[0]!.name;
    const text = await readFile(join(site.folder, 'resite.yaml'), 'utf8');
    const retired = await site.resite('keys', 'retire', own);
    assert.match(retired.stderr, /resite keys create/);
    const outcome = await site.resite('plan', 'restore', 'S01', '--snapshot', good);
    assert.deepEqual(endOf(outcome), [20, 'SNAPSHOT_UNTRUSTED'], outcome.stderr);
    assert.match(outcome.stderr, /signed by the retired key/);
    const changed = await readFile(join(site.folder, 'resite.yaml'), 'utf8');
    const others = (yaml: string) => yaml.replaceAll(/^ *retired: \S+\n/gm, '');
    assert.equal(others(changed), others(text), 'nothing else was touched');
    await writeFile(join(site.folder, 'resite.yaml'), text);
  });

  test('the good one stays good after `restic tag` and in another repository', async () => {
    const known = await snapshotsOf(site);
    await restic(['tag', '--add', 'kept', good]);
    const tagged = (await snapshotsOf(site)).find(id => !known.includes(id))!;
    const planned = await site.resite('plan', 'restore', 'S01', '--snapshot', tagged);
    assert.match(
      planned.stdout,
      new RegExp(`\\nThe snapshot is signed by \\S+ ${fingerprint.replaceAll(/[+/]/g, '\\$&')}\\n`),
    );
    const second = join(site.folder, 'second');
    const password = ['--password-file', join(site.folder, 'repository.password')];
    const from = ['--from-repo', join(site.folder, 'backups'), '--from-password-file', password[1]!];
    await run('restic', ['-r', second, ...password, '--no-cache', 'init']);
    assert.equal((await run('restic', ['-r', second, ...password, '--no-cache', 'copy', ...from, tagged])).code, 0);
    const copied = await site.resite('plan', 'restore', 'S01', '-r', second, ...password);
    assert.equal(copied.code, 0, copied.stderr);
    assert.match(copied.stdout, /The snapshot is signed by /);
    await rm(second, { recursive: true });
    good = tagged;
  });

  test('the good one is restored, and the report says who has signed it', async () => {
    const outcome = await site.resite('restore', 'S01', '--snapshot', good);
    assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr);
    assert.ok(outcome.stdout.includes(`${fingerprint}`), outcome.stdout);
  });

  test('without a key the backup is made, and says that it is not signed also with -q', async () => {
    await rm(join(site.folder, '.resite', 'signing-key.pem'));
    const { code, stdout, stderr } = await site.resite('backup', 'S01', '-q');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /the snapshot of S01 is not signed.*resite keys create/);
    assert.match(stdout, /signature +NOT SIGNED; type: resite keys create/);
    const made = await site.resite('keys', 'create');
    assert.match(made.stdout, /Made the key of this installation[\s\S]*SHA256:/);
    const { runs } = JSON.parse((await site.resite('status', '--json')).stdout.split('\n')[0]!) as { runs: Report[] };
    assert.ok(runs.some(({ provenance }) => provenance?.[0]?.startsWith('NOT SIGNED')));
  });
});

const endOf = (outcome: Outcome) => [outcome.code, errorCode(outcome)];

async function withRepository<T>(use: (repository: Repository) => Promise<T>): Promise<T> {
  const password = (await readFile(join(site.folder, 'repository.password'), 'utf8')).trim();
  const repository = await openRepository(join(site.folder, 'backups'), password);
  try {
    return await use(repository);
  } finally {
    await repository.close();
  }
}
