import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { isResiteError } from '@resite/errors';
import { sampleOf } from '../../../scripts/sample.ts';
import { compareWithSnapshot } from '../src/actions/compare.ts';
import { restoreFiles } from '../src/actions/restore.ts';
import { verifySnapshot } from '../src/actions/verify-snapshot.ts';
import { readSnapshotEvidence } from '../src/checks/snapshot-evidence.ts';
import { readManifest } from '../src/snapshot/site-manifest.ts';
import { findNode } from '../src/snapshot/snapshot-files.ts';
import { type ImageSite, roots, sharedImageSite, smsKey } from './support/image-site.ts';

/**
 * Names that a disk of this computer can hold and one of Windows cannot: in a folder of the site, each would be restored to
 * another place than the one it is shown at, or onto another file. Stock restic saves them as they are.
 */
const misfits: readonly (readonly [name: string, says: string])[] = [
  ['..\\..\\..\\C\\WINNT35\\EVIL.DLL', 'backslash'],
  ['A\\B', 'backslash'],
  ['\\', 'backslash'],
  ['SYSTEM.MAP:STREAM', 'alternate stream'],
  ['SYSTEM.MAP::$DATA', 'alternate stream'],
  ['C:', 'alternate stream'],
  ['dot.', 'dot or a space'],
  ['space ', 'dot or a space'],
  ['...', 'dot or a space'],
  ['AUX', 'device'],
  ['com1.txt', 'device'],
  ['LPT9 .LOG', 'device'],
  ['NUL.', 'dot or a space'],
  ['line\nfeed', 'control character'],
  ['\u001b[2J', 'control character'],
  ['what?', 'reserved characters'],
  ['a*b', 'reserved characters'],
  ['<SMS>', 'reserved characters'],
  ['a|b', 'reserved characters'],
  ['system.MAP', 'another one has the same name'],
];

const site = await sharedImageSite();
const good = await site.snapshot();
const restored = join(site.folder, 'restored');
await restic(site.folder, ['restore', good, '--target', restored]);

test('entries that a Windows disk cannot hold as they are shown are named, and nothing of them is restored', async () => {
  const bad = await byRestic(async folder => {
    for (const [name] of misfits) await writeFile(join(folder, 'C', 'SMS', name), 'evil');
    await writeFile(Buffer.concat([Buffer.from(join(folder, 'C', 'SMS', 'no-utf8-')), Buffer.from([0xff])]), 'evil');
    await symlink('/etc/passwd', join(folder, 'C', 'SMS', 'LINK'));
    await mkdir(join(folder, 'c', 'SMS'), { recursive: true });
    await mkdir(join(folder, 'CC'), { recursive: true });
  });
  const { misfits: found } = (await evidenceOf(site, bad)).snapshot;
  const expected = [
    ...misfits.map(([name, says]) => [JSON.stringify(`/C/SMS/${name}`), says] as const),
    ...([
      ['no-utf8-', 'no UTF-8'],
      ['"/C/SMS/LINK"', 'symlink'],
      ['"/c"', 'no drive'],
      ['"/CC"', 'no drive'],
    ] as const),
  ];
  for (const [name, says] of expected) {
    assert.ok(
      found.some(line => line.includes(name) && line.includes(says)),
      `${name}: ${says} in\n${found.join('\n')}`,
    );
  }
  assert.ok(found.every(line => !/\p{Cc}/u.test(line)));
  assert.deepEqual((await evidenceOf(site, good)).snapshot.misfits, []);
});

for (const name of sampleOf(['A\\B', 'SYSTEM.MAP:STREAM', 'PRN', 'system.MAP'], 2)) {
  test(`a snapshot with ${JSON.stringify(name)} is refused before anything is changed`, async () => {
    const bad = await byRestic(folder => writeFile(join(folder, 'C', 'SMS', name), 'evil'));
    const { execution } = site;
    const before = await readdir(join(site.folder, 'target'), { recursive: true });
    const refused = await verifySnapshot({ type: 'verify-snapshot', snapshot: { id: bad } }, execution).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(isResiteError(refused, 'PATH_INVALID'), String(refused));
    assert.match(refused.message, /of snapshot [0-9a-f]{8}: /);
    assert.deepEqual(await readdir(join(site.folder, 'target'), { recursive: true }), before);
  });
}

test('a folder that only JavaScript takes for a root is not restored for it, and not compared', async () => {
  const bad = await byRestic(async folder => {
    for (const name of ['\u017fMS', 'SM\u017f']) {
      await mkdir(join(folder, 'C', name));
      await writeFile(join(folder, 'C', name, 'EVIL.DLL'), 'evil');
    }
  });
  const { execution } = site;
  const snapshot = { id: bad };
  for (const root of roots) {
    await restoreFiles({ type: 'restore-files', host: 'TARGET', root, snapshot }, execution);
  }
  assert.deepEqual((await readdir(join(site.folder, 'target', 'C'))).sort(), ['SMS', 'SMS.INI', 'WINNT35']);
  await site.target.registry.replace(smsKey, (await site.host.registry.read(smsKey))!);
  await compareWithSnapshot({ type: 'compare-with-snapshot', host: 'TARGET', roots, key: smsKey, snapshot }, execution);
  const { tree } = await site.repository.findSnapshot(bad);
  assert.equal(await findNode(site.repository, tree, 'C:\\SM\u017f\\SYSTEM.MAP'), undefined);
});

async function evidenceOf({ repository, execution }: ImageSite, id: string) {
  const snapshot = await repository.findSnapshot(id);
  const manifest = await readManifest(repository, snapshot.tree, snapshot.id);
  return readSnapshotEvidence({ repository, snapshot, manifest, journal: execution.journal });
}

/** What stock restic makes of the good snapshot once something in it was changed: the full ID. */
async function byRestic(change: (folder: string) => Promise<unknown>): Promise<string> {
  const { folder, repository } = site;
  const work = join(folder, 'work');
  await promisify(execFile)('cp', ['-a', restored, work]);
  await change(work);
  const words = ['backup', '--json', '--tag', 'resite', '--tag', 'site:S01', '.'];
  const { stdout } = await restic(folder, words, work);
  await rm(work, { recursive: true });
  const [, short] = /"snapshot_id":"([0-9a-f]+)"/.exec(stdout) ?? [];
  assert.ok(short !== undefined, stdout);
  return (await repository.findSnapshot(short)).id;
}

function restic(folder: string, words: readonly string[], cwd = folder) {
  return promisify(execFile)('restic', ['--no-cache', ...words], {
    cwd,
    env: {
      PATH: process.env.PATH ?? '',
      RESTIC_REPOSITORY: join(folder, 'repository'),
      RESTIC_PASSWORD_FILE: join(folder, 'password'),
    },
  });
}
