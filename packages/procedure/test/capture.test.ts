import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { before, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { clock } from '@resite/filesystem/clock';
import { useSurroundings } from '@resite/filesystem/port';
import type { Step } from '@resite/procedure';
import { capture } from '../src/actions/capture.ts';
import { storeCopy } from '../src/actions/capture-stopped.ts';
import type { Archived, Captured } from '../src/plan/outcomes.ts';
import { type ImageSite, roots, withImageSite } from './support/image-site.ts';

/** What changed within two seconds before the first copy is read again in any case: here the clock says that nothing has. */
const later = new Map([[clock, { ...clock.real, now: () => Date.now() + 3000 }]]);
before(() => useSurroundings(() => later));

const action = { type: 'capture', site: 'S01', host: 'BRANCH1', roots, reread: [] } as const;
const preCopy: Step = { id: 'pre-copy', title: '', source: '', host: 'BRANCH1', action, byHand: '' };

const withSite = (use: (site: ImageSite) => Promise<void>) => withImageSite(use, [preCopy]);

/**
 * Captures twice, as a backup does: while the site runs, and with its services stopped; and stores it. `forgetful`, without
 * what the first one keeps in memory: as in another process.
 */
async function captureTwice(
  { execution }: ImageSite,
  between: () => Promise<unknown>,
  { forgetful = false } = {},
): Promise<Archived> {
  const { run, journal } = execution;
  journal.steps.begin(run.id, preCopy);
  journal.steps.end(run.id, preCopy, 'done', await capture(action, execution));
  await between();
  if (forgetful) execution.handover.looks.clear();
  const reread = ['*.INI', '*.CT?', 'SYSTEM.MAP'];
  const captured = (await capture({ ...action, reread, after: 'pre-copy' }, execution)) as Captured;
  assert.equal(captured.tree !== undefined, forgetful);
  return { ...captured, tree: captured.tree ?? (await storeCopy('BRANCH1', execution)) };
}

/** Puts other content of the same length in place, with every time and the inode as before: what a program can do that sets times. */
async function changeInSilence(path: string, text: string): Promise<void> {
  const before = await stat(path);
  await writeFile(path, text);
  assert.equal((await stat(path)).size, before.size);
  await utimes(path, before.atime, before.mtime);
}

const contentOf = async ({ repository }: ImageSite, { tree }: Archived, path: string) =>
  (await buffer(repository.read((await repository.find(tree, path))!))).toString();

for (const forgetful of [false, true]) {
  const how = forgetful ? ', without the memory of the first copy' : '';

  test(`small control files are read again even when they look unchanged${how}`, () =>
    withSite(async site => {
      const disk = join(site.folder, 'disk/C');
      const captured = await captureTwice(
        site,
        async () => {
          await changeInSilence(join(disk, 'SMS.INI'), '[sms]');
          await changeInSilence(join(disk, 'SMS/Site.srv/sitecfg.box/sitectrl.ct0'), 'CONTROL');
          await changeInSilence(join(disk, 'SMS/System.map'), 'MAP');
        },
        { forgetful },
      );
      assert.equal(await contentOf(site, captured, '/C/SMS.INI'), '[sms]');
      assert.equal(await contentOf(site, captured, '/C/SMS/Site.srv/sitecfg.box/sitectrl.ct0'), 'CONTROL');
      assert.equal(await contentOf(site, captured, '/C/SMS/System.map'), 'MAP');
    }));

  test(`what looks unchanged otherwise is not read again${how}`, () =>
    withSite(async site => {
      const captured = await captureTwice(site, async () => {}, { forgetful });
      assert.equal(captured.files, 6);
      assert.match(captured.detail, /^6 files, 3 of them read$/);
    }));

  test(`a directory that is gone at the second time is an error, and so is a file that cannot be read${how}`, () =>
    withSite(async site => {
      const disk = join(site.folder, 'disk');
      await assert.rejects(
        captureTwice(site, () => rm(join(disk, 'D/SMS_PKGD'), { recursive: true }), { forgetful }),
        error =>
          isResiteError(error, 'SOURCE_UNREADABLE') &&
          error.message.startsWith('D:\\SMS_PKGD has vanished since the backup'),
      );
      // The second time it looks as it did in the first copy, which could not read it.
      for (const between of [() => symlink('/etc/passwd', join(disk, 'C/SMS/link')), async () => {}]) {
        await assert.rejects(
          captureTwice(site, between, { forgetful }),
          error => isResiteError(error, 'SOURCE_UNREADABLE') && error.message.startsWith('cannot read /C/SMS/link: '),
        );
      }
    }));
}

test('what no stop makes readable ends the backup in the first copy, with nothing stopped', () =>
  withSite(async site => {
    const folder = join(site.folder, 'disk/C/SMS');
    const strange: [string, (path: string) => unknown, RegExp][] = [
      ['link', path => symlink('/etc/passwd', path), /put the file or the folder itself in its place/],
      ['junction', path => symlink('/etc', path), /put the file or the folder itself in its place/],
      ['dangling', path => symlink('/nowhere', path), /put the file or the folder itself in its place/],
      ['fifo', path => execFileSync('mkfifo', [path]), /put the file or the folder itself in its place/],
      ['AUX.TXT', path => writeFile(path, ''), /Rename it on that disk/],
      ['dot.', path => writeFile(path, ''), /Rename it on that disk/],
    ];
    for (const [name, make, hint] of strange) {
      await make(join(folder, name));
      await assert.rejects(
        captureTwice(site, async () => assert.fail(`${name} was not found in the first copy`)),
        error => {
          assert.ok(isResiteError(error, 'SOURCE_UNREADABLE'), String(error));
          assert.ok(error.message.includes(`/C/SMS/${name}`), error.message);
          assert.match(error.hint ?? '', hint);
          assert.match(error.hint ?? '', /Nothing was stopped/);
          return true;
        },
        name,
      );
      await rm(join(folder, name));
    }
  }));
