import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Files, Host } from '../host.ts';
import { names, rejectsWith } from './assertions.ts';
import type { Disks, MakeHost } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

const hostile = [
  '',
  'C:',
  'C:X',
  'X',
  '\\X',
  '/etc/passwd',
  'C:/X',
  'CC:\\X',
  '1:\\X',
  '\\\\BRANCH1\\C$\\X',
  '\\\\?\\C:\\X',
  'C:\\..',
  'C:\\..\\D\\X',
  'C:\\A\\..\\..\\fence',
  'C:\\.',
  'C:\\A\\.\\X',
  'C:\\\\X',
  'C:\\A\\\\X',
  'C:\\A\\',
  'C:\\A/../../fence',
  'C:\\A\0B',
  'C:\\A\nB',
  'C:\\X:stream',
  'C:\\X::$DATA',
  'C:\\A*',
  'C:\\A?',
  'C:\\A|B',
  'C:\\<A>',
  'C:\\A"B',
  'C:\\X.',
  'C:\\X ',
  'C:\\NUL',
  'C:\\A\\con.txt',
  'C:\\Lpt1',
  `C:\\${'x'.repeat(256)}`,
  'C:\\\ud800',
];

const operations: Record<string, (files: Files, path: string) => Promise<unknown>> = {
  stat: (files, path) => files.stat(path),
  list: (files, path) => files.list(path),
  securityDescriptor: (files, path) => files.securityDescriptor(path),
  read: (files, path) => files.read(path),
  stream: (files, path) => files.stream(path)[Symbol.asyncIterator]().next(),
  write: (files, path) => files.write(path, Buffer.from('x')),
  openWriter: (files, path) => files.openWriter(path, 1),
  createFolder: (files, path) => files.createFolder(path),
  setMetadata: (files, path) => files.setMetadata(path, { attributes: 1 }),
  'rename from': (files, path) => files.rename(path, 'C:\\TARGET'),
  'rename to': (files, path) => files.rename('C:\\SOURCE', path),
  remove: (files, path) => files.remove(path),
};

export function testHostilePaths(makeHost: MakeHost<Pick<Host, 'files' | 'close'>>, { folders = true }: Disks): void {
  describe('hostile paths', () => {
    const shared = shareHost(makeHost);

    /** What lies beside the drives, and at the root of C. */
    const listing = async () => [
      shared.folder && (await readdir(shared.folder)),
      names(await shared.host.files.list('C:\\')),
    ];

    for (const [name, operation] of Object.entries(operations)) {
      it(`are refused by ${name}`, async () => {
        const { files } = shared.host;
        await files.write('C:\\SOURCE', Buffer.from('source'));
        const before = await listing();
        for (const path of hostile) {
          await rejectsWith('PATH_INVALID', operation(files, path)).catch(error => {
            throw new Error(JSON.stringify(path), { cause: error });
          });
        }
        assert.deepEqual(await listing(), before);
      });
    }

    if (!folders) return;

    it('do not lead through symbolic links', async () => {
      const folder = shared.folder!;
      const { files } = shared.host;
      const outside = join(folder, 'outside');
      await mkdir(outside);
      await writeFile(join(outside, 'secret'), 'secret');
      await files.createFolder('C:\\LINKS');
      await symlink(outside, join(folder, 'C', 'LINKS', 'folder'));
      await symlink(join(outside, 'secret'), join(folder, 'C', 'LINKS', 'file'));

      assert.deepEqual(names(await files.list('C:\\LINKS')), ['file', 'folder']);
      for (const path of [
        'C:\\LINKS\\file',
        'C:\\LINKS\\folder\\secret',
        'C:\\LINKS\\FOLDER\\secret',
        'C:\\LINKS\\folder',
      ]) {
        await rejectsWith('FILE_ACCESS', files.read(path));
        await rejectsWith('FILE_ACCESS', files.write(path, Buffer.from('x')));
        await rejectsWith('FILE_ACCESS', files.openWriter(path, 1));
        await rejectsWith('FILE_ACCESS', files.setMetadata(path, { attributes: 1 }));
      }
      await rejectsWith('FILE_ACCESS', files.write('C:\\LINKS\\folder\\new', Buffer.from('x')));
      await rejectsWith('FILE_ACCESS', files.createFolder('C:\\LINKS\\folder\\new'));
      await rejectsWith('FILE_ACCESS', files.list('C:\\LINKS\\folder'));

      await files.remove('C:\\LINKS');
      assert.deepEqual(await readdir(outside), ['secret']);
      assert.equal(await readFile(join(outside, 'secret'), 'utf8'), 'secret');
    });
  });
}
