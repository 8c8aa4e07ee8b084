import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { isSystemError } from '@resite/errors';
import { Journal } from '@resite/procedure/journal';
import { longTest } from '../../../../scripts/sample.ts';
import { hierarchy, until } from '../support/hierarchy.ts';
import { makeRepository } from '../support/repository.ts';
import { whileHeld } from './fault.ts';
import { untilQuiet } from './world.ts';

const run = promisify(execFile);

/**
 * Repository and journal are on a disk of 32 MiB, which becomes full while the services are stopped. Where mounting one
 * is not allowed, the kernel refuses to let the files of the process grow, which is an error at the same places.
 */
describe('a full disk', () => {
  let mounted = '';
  after(async () => {
    if (mounted !== '') await run('umount', [mounted]); // before the folder around it is removed
  });
  const site = hierarchy();
  const disk = () => join(site.folder, 'disk');
  const command = (...words: string[]) => [...words, '--config', 'small-disk.yaml'];
  const snapshots = async () => (await site.resite(...command('snapshots', '--json'))).stdout;
  let services: string[] = [];

  before(async () => {
    await untilQuiet(site);
    services = await site.services();
    await mkdir(disk());
    const mount = run('mount', ['-t', 'tmpfs', '-o', 'size=32m,mode=700', 'tmpfs', disk()]);
    mounted = await mount.then(
      () => disk(),
      () => '',
    );
    const yaml = await readFile(join(site.folder, 'resite.yaml'), 'utf8');
    const changed = yaml.replace('./backups', './disk/backups').replace('./.resite', './disk/state');
    await writeFile(join(site.folder, 'small-disk.yaml'), changed);
    const password = await readFile(join(site.folder, 'repository.password'), 'utf8');
    await makeRepository(join(disk(), 'backups'), password.trim());
  });

  test('that keeps the repository from growing ends the backup, and the services are back', async () => {
    const big = join(site.lab, 'BRANCH1/C/SMS/SITE.SRV/X86.BIN/BIG.DAT');
    const args = command('backup', 'S01');
    const { code, output } = await whileHeld(site, { step: 'record-services', point: 'begun', args }, async pid => {
      if (mounted === '') await limitFiles(pid, 1 << 20);
      await writeFile(big, randomBytes(40 << 20), { mode: 0o600 });
    });
    assert.equal(code, 1, output);
    assert.match(output, /resite: cannot write .*\/disk\/backups\/data\//);
    assert.match(output, mounted === '' ? /\(FILE_ACCESS\)\s*$/ : /Make room on the disk .*\n {2}\(DISK_FULL\)\s*$/);
    assert.match(output, /Backup of S01 failed; every service is in its recorded state/);
    assert.deepEqual(await site.services(), services);
    assert.match(await snapshots(), /"snapshots":\[\]/);
    await rm(big);
  });

  longTest('that keeps the journal from growing, too, does not keep the services down', async () => {
    const args = command('backup', 'S01');
    let reader: DatabaseSync | undefined;
    const { code, output } = await whileHeld(site, { step: 'confirm-stop', point: 'begun', args }, async pid => {
      if (mounted === '') return limitFiles(pid, 1);
      // As long as somebody reads, the journal grows with each record instead of using again what room it has.
      reader = new DatabaseSync(join(mounted, 'state', 'journal.db'), { readOnly: true });
      reader.exec('BEGIN; SELECT count(*) FROM runs');
      await fill(join(mounted, 'filler'));
    });
    reader?.close();
    assert.equal(code, 1, output);
    assert.match(output, /resite: cannot use the journal .*\/disk\/state\/journal\.db: [^:]*\n/);
    // The pack that was begun is removed, and leaves room for the journal to say how the run ended.
    const end =
      mounted === '' ? /Backup of S01 was cut off/ : /Backup of S01 failed; every service is in its recorded state/;
    assert.match(output, end);
    if (mounted !== '')
      assert.match(output, /downtime +BRANCH1 \d+\.\d s at most: when they were back could not be recorded/);
    assert.deepEqual(await site.services(), services);
    await rm(join(disk(), 'filler'), { force: true });
    const journal = new Journal(join(disk(), 'state'));
    await until('the run is settled', async () => journal.runs().at(-1)?.status !== 'running');
    assert.equal(journal.runs().at(-1)?.status, mounted === '' ? 'interrupted' : 'failed');
    journal.close();
    assert.match(await snapshots(), /"snapshots":\[\]/);
  });

  test('that has room again takes the next backup', async () => {
    const { code, stderr } = await site.resite(...command('backup', 'S01'));
    assert.equal(code, 0, stderr);
    assert.deepEqual(await site.services(), services);
  });
});

async function limitFiles(pid: number, bytes: number): Promise<void> {
  await run('prlimit', [`--pid=${pid}`, `--fsize=${bytes}`]);
}

async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (;;) await file.write(Buffer.alloc(4096));
  } catch (error) {
    if (!isSystemError(error, 'ENOSPC')) throw error;
  } finally {
    await file.close();
  }
}
