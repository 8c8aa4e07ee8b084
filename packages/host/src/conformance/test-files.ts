import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Host } from '../host.ts';
import { equalBytes, names, rejectsWith } from './assertions.ts';
import type { Disks, MakeHost } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

export function testFiles(makeHost: MakeHost<Pick<Host, 'files' | 'close'>>, { folders = true }: Disks): void {
  describe('files', () => {
    const shared = shareHost(makeHost);
    const files = () => shared.host.files;
    const write = (path: string, text: string) => files().write(path, Buffer.from(text));
    const read = async (path: string) => (await files().read(path)).toString();

    it('finds nothing where there is nothing', async () => {
      for (const path of ['C:\\NOTHING', 'C:\\NOTHING\\BELOW', 'Q:\\', 'Q:\\X']) {
        assert.equal(await files().stat(path), undefined, path);
      }
    });

    for (const path of ['C:\\ABSENT\\X.TXT', 'C:\\ABSENT', 'Q:\\X.TXT']) {
      it(`names what is missing: ${path}`, async () => {
        await rejectsWith('FILE_MISSING', files().read(path));
        await rejectsWith('FILE_MISSING', files().list(path));
        await rejectsWith('FILE_MISSING', files().securityDescriptor(path));
        await rejectsWith('FILE_MISSING', files().setMetadata(path, { attributes: 0x20 }));
        await rejectsWith('FILE_MISSING', files().rename(path, 'C:\\ELSEWHERE'));
        await files().remove(path);
      });
    }

    it('writes a file and the folders above it', async () => {
      await write('C:\\W1\\LOGS\\SCMAN.LOG', 'one line');
      assert.equal(await read('C:\\W1\\LOGS\\SCMAN.LOG'), 'one line');
      if (!shared.folder) return;
      assert.equal(await readFile(join(shared.folder, 'C', 'W1', 'LOGS', 'SCMAN.LOG'), 'utf8'), 'one line');
    });

    it('replaces the whole content, again and again, and leaves nothing else behind', async () => {
      for (const text of ['a long first content', 'short', 'short', '']) {
        await write('C:\\W2\\X.TXT', text);
        assert.equal(await read('C:\\W2\\X.TXT'), text);
      }
      assert.deepEqual(names(await files().list('C:\\W2')), ['X.TXT']);
    });

    it('shows a reader the old or the new content, never a part', async () => {
      const contents = ['a', 'b'].map(letter => letter.repeat(300_000));
      await write('C:\\W3.TXT', contents[0]!);
      const writes = (async () => {
        for (let round = 0; round < 10; round++) await write('C:\\W3.TXT', contents[round % 2]!);
      })();
      for (let round = 0; round < 30; round++) assert.ok(contents.includes(await read('C:\\W3.TXT')));
      await writes;
    });

    it('does not write where a folder is, nor below a file', async () => {
      await write('C:\\W4\\FILE', '');
      await rejectsWith('FILE_ACCESS', write('C:\\W4', 'x'));
      await rejectsWith('FILE_ACCESS', write('C:\\W4\\FILE\\X', 'x'));
      await rejectsWith('FILE_ACCESS', files().createFolder('C:\\W4\\FILE'));
      await rejectsWith('FILE_ACCESS', files().list('C:\\W4\\FILE'));
      await rejectsWith('FILE_ACCESS', files().read('C:\\W4'));
    });

    it('does not make a drive', async () => {
      await rejectsWith('FILE_MISSING', write('Q:\\X.TXT', 'x'));
      await rejectsWith('FILE_MISSING', files().createFolder('Q:\\X'));
      assert.equal(await files().stat('Q:\\'), undefined);
    });

    it('takes names that differ in case only for the same, and keeps them as they were first given', async () => {
      await write('C:\\Case\\Straße.Ini', 'first');
      await write('c:\\CASE\\STRAßE.INI', 'second');
      assert.equal(await read('C:\\case\\straße.ini'), 'second');
      assert.deepEqual(names(await files().list('C:\\CASE')), ['Straße.Ini']);
      assert.equal((await files().stat('C:\\CASE\\STRAßE.INI'))?.name, 'Straße.Ini');
      await files().createFolder('C:\\CASE\\sub');
      await files().createFolder('C:\\CASE\\SUB');
      assert.deepEqual(names(await files().list('C:\\CASE')), ['Straße.Ini', 'sub']);
    });

    if (folders) {
      it('prefers the exact name where the disk has several that Windows would confuse', async () => {
        await files().createFolder('C:\\EXACT');
        for (const name of ['a.txt', 'A.TXT']) await writeFile(join(shared.folder!, 'C', 'EXACT', name), name);
        assert.equal(await read('C:\\EXACT\\a.txt'), 'a.txt');
        assert.equal(await read('C:\\EXACT\\A.TXT'), 'A.TXT');
      });
    }

    it('lists by name bytes', async () => {
      for (const name of ['b', 'B2', 'a', 'ä', 'Z']) await write(`C:\\LIST\\${name}`, name);
      await files().createFolder('C:\\LIST\\folder');
      const list = await files().list('C:\\LIST');
      assert.deepEqual(names(list), ['B2', 'Z', 'a', 'b', 'folder', 'ä']);
      assert.deepEqual(
        list.map(({ type, size }) => [type, size]),
        [...Array(4)]
          .map((_, index) => ['file', index === 0 ? 2 : 1])
          .concat([
            ['directory', 0],
            ['file', 2],
          ]),
      );
    });

    it('streams what it reads', async () => {
      const data = randomBytes((5 << 19) + 13);
      await files().write('C:\\STREAM.BIN', data);
      const chunks: Buffer[] = [];
      for await (const chunk of files().stream('C:\\STREAM.BIN')) chunks.push(chunk);
      equalBytes(Buffer.concat(chunks), data);
      equalBytes(await files().read('C:\\STREAM.BIN'), data);
      await rejectsWith('FILE_MISSING', files().stream('C:\\ABSENT.BIN')[Symbol.asyncIterator]().next());
    });

    it('writes at positions, in any order', async () => {
      await write('C:\\POSITIONS.BIN', 'something longer that was there before');
      for (let attempt = 0; attempt < 2; attempt++) {
        const writer = await files().openWriter('C:\\POSITIONS.BIN', 12);
        await Promise.all([writer.write(8, Buffer.from('last')), writer.write(0, Buffer.from('head'))]);
        await writer.close();
        assert.equal(await read('C:\\POSITIONS.BIN'), 'head\0\0\0\0last');
      }
      await rejectsWith('FILE_MISSING', files().openWriter('C:\\ABSENT\\X.BIN', 0));
    });

    it('creates folders once', async () => {
      for (let attempt = 0; attempt < 2; attempt++) {
        await files().createFolder('C:\\F1\\F2\\F3');
        await files().createFolder('C:\\');
        assert.equal((await files().stat('C:\\F1\\F2\\F3'))?.type, 'directory');
      }
      await Promise.all(Array.from({ length: 8 }, () => files().createFolder('C:\\F4\\F5')));
    });

    it('renames, also when the same rename has been done already', async () => {
      await write('C:\\R1\\A', 'content');
      await files().createFolder('C:\\R2');
      for (let attempt = 0; attempt < 2; attempt++) {
        await files().rename('C:\\R1\\A', 'C:\\R2\\B');
        assert.equal(await files().stat('C:\\R1\\A'), undefined);
        assert.equal(await read('C:\\R2\\B'), 'content');
      }
      await write('C:\\R1\\A', 'newer');
      await files().rename('C:\\r1\\a', 'C:\\R2\\b');
      assert.equal(await read('C:\\R2\\B'), 'newer');
      await files().rename('C:\\R2', 'C:\\R3');
      assert.deepEqual(names(await files().list('C:\\R3')), ['B']);
      await rejectsWith('FILE_MISSING', files().rename('C:\\R3\\B', 'C:\\ABSENT\\B'));
    });

    it('renames to other upper and lower case', async () => {
      await write('C:\\R4\\name', 'content');
      await files().rename('C:\\R4\\NAME', 'C:\\R4\\Name');
      assert.deepEqual(names(await files().list('C:\\R4')), ['Name']);
    });

    it('removes a folder with all that is in it, and what is gone already', async () => {
      await write('C:\\D1\\D2\\X', 'x');
      await files().setMetadata('C:\\D1\\D2\\X', { attributes: 0x07 });
      for (let attempt = 0; attempt < 2; attempt++) {
        await files().remove('C:\\d1');
        assert.equal(await files().stat('C:\\D1'), undefined);
      }
    });

    it('never removes or renames a whole drive', async () => {
      await write('C:\\KEEP', 'kept');
      await rejectsWith('PATH_INVALID', files().remove('C:\\'));
      await rejectsWith('PATH_INVALID', files().rename('C:\\', 'C:\\X'));
      await rejectsWith('PATH_INVALID', files().rename('C:\\KEEP', 'C:\\'));
      assert.equal(await read('C:\\KEEP'), 'kept');
    });

    it('measures the free space of a drive', async () => {
      assert.ok((await files().freeBytes('C')) > 0);
      await rejectsWith('FILE_MISSING', files().freeBytes('Q'));
    });

    it('tells the file system of a drive, or that it cannot', async () => {
      assert.ok([undefined, 'NTFS', 'FAT', 'HPFS'].includes(await files().fileSystem('C')));
    });
  });
}
