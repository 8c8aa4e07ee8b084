import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isResiteError, type ResiteError } from '@resite/errors';
import { getExtendedAttribute, setExtendedAttribute } from '@resite/filesystem';
import { diskFiles, type Files, localDrives } from '@resite/host';

describe('a folder of drives', () => {
  let folder: string;
  let files: Files;
  const at = (...names: string[]) => join(folder, 'C', ...names);
  const code = (wanted: string) => (error: unknown) => isResiteError(error) && error.code === wanted;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resite-disk-'));
    await mkdir(join(folder, 'C'));
    files = diskFiles(folder);
  });
  after(() => rm(folder, { recursive: true }));

  it('keeps metadata where Samba, Wine and the lab look for it', async () => {
    await files.write('C:\\X', Buffer.from('x'));
    const securityDescriptor = Buffer.from([1, 0, 4, 128]);
    await files.setMetadata('C:\\X', { attributes: 0x22, created: 811_036_799_987_654_321n, securityDescriptor });
    const attribute = (name: string) => getExtendedAttribute(at('X'), name)?.toString('latin1');
    assert.equal(attribute('user.DOSATTRIB'), '0x22');
    assert.equal(attribute('user.resite.created'), '811036799987654321');
    assert.equal(attribute('user.resite.security'), securityDescriptor.toString('latin1'));
  });

  it('looks again at what changed just before an earlier listing, and not at what had been still', async () => {
    await files.write('C:\\LOOK\\OLD', Buffer.from('x'));
    const { changed } = (await files.stat('C:\\LOOK\\OLD'))!;
    while (BigInt(Date.now()) * 1_000_000n <= changed! + 2_000_000_000n) await sleep(50);
    await files.write('C:\\LOOK\\YOUNG', Buffer.from('x'));
    const known = await files.list('C:\\LOOK');
    const again = await files.list('C:\\LOOK', { known });
    assert.deepEqual(again, known);
    assert.deepEqual(
      again.filter(info => known.includes(info)).map(({ name }) => name),
      ['OLD'],
    );
  });

  it('keeps other extended attributes of a replaced file', async () => {
    await files.write('C:\\XATTR', Buffer.from('x'));
    setExtendedAttribute(at('XATTR'), 'user.other', Buffer.from('kept'));
    await files.write('C:\\XATTR', Buffer.from('y'));
    assert.equal(getExtendedAttribute(at('XATTR'), 'user.other')?.toString(), 'kept');
  });

  it('takes the birth time for the creation time where none is recorded', async () => {
    await writeFile(at('BORN'), '');
    assert.equal((await files.stat('C:\\BORN'))?.created, (await stat(at('BORN'), { bigint: true })).birthtimeNs);
  });

  for (const [name, value] of [
    ['user.DOSATTRIB', 'hidden'],
    ['user.DOSATTRIB', '0x123456789'],
    ['user.resite.created', '1995-09-13'],
  ] as const) {
    it(`does not guess what ${name} = ${value} means`, async () => {
      await files.write('C:\\ODD\\X', Buffer.from('x'));
      setExtendedAttribute(at('ODD', 'X'), name, Buffer.from(value));
      await assert.rejects(files.stat('C:\\ODD\\X'), code('FILE_ACCESS'));
      await assert.rejects(files.list('C:\\ODD'), code('FILE_ACCESS'));
      await files.remove('C:\\ODD');
    });
  }

  it('makes private files and folders', async () => {
    await files.write('C:\\P1\\X', Buffer.from('x'));
    await (await files.openWriter('C:\\P1\\Y', 0)).close();
    const modes = await Promise.all(['P1', 'P1/X', 'P1/Y'].map(async path => (await stat(at(path))).mode & 0o777));
    assert.deepEqual(modes, [0o700, 0o600, 0o600]);
  });

  it('shows what is neither file nor folder, and neither reads it nor waits for it', { timeout: 300_000 }, async () => {
    await files.createFolder('C:\\FIFO');
    await promisify(execFile)('mkfifo', [at('FIFO', 'pipe')]);
    assert.deepEqual(
      (await files.list('C:\\FIFO')).map(({ name, type }) => [name, type]),
      [['pipe', 'file']],
    );
    await assert.rejects(files.read('C:\\FIFO\\pipe'), code('FILE_ACCESS'));
    await assert.rejects(files.write('C:\\FIFO\\pipe', Buffer.from('x')), code('FILE_ACCESS'));
    await files.remove('C:\\FIFO\\pipe');
    assert.deepEqual(await files.list('C:\\FIFO'), []);
  });

  it('names a file whose name is not UTF-8', async () => {
    await files.createFolder('C:\\BYTES');
    await writeFile(Buffer.concat([Buffer.from(`${at('BYTES')}/`), Buffer.from([0x41, 0xe4])]), '');
    await assert.rejects(
      files.list('C:\\BYTES'),
      error => isResiteError(error, 'FILE_ACCESS') && /Aä/.test(error.message),
    );
  });

  it('says which file it was, on the disk and in Windows', async () => {
    await assert.rejects(files.read('C:\\ABSENT\\X'), (error: ResiteError) => {
      assert.equal(error.message, `there is no C:\\ABSENT\\X in ${folder}`);
      return true;
    });
    const longName = 'ä'.repeat(200);
    await assert.rejects(files.write(`C:\\${longName}`, Buffer.from('x')), (error: ResiteError) => {
      assert.equal(error.message, `cannot write C:\\${longName} in ${folder}: ENAMETOOLONG`);
      return true;
    });
  });

  it('leaves no temporary file behind when the last permission is refused', async () => {
    let asked = 0;
    const refusing = diskFiles(folder, async () => {
      if (++asked > 1) throw new Error('no longer');
    });
    await files.write('C:\\GUARD\\X', Buffer.from('old'));
    await assert.rejects(refusing.write('C:\\GUARD\\X', Buffer.from('new')), /no longer/);
    assert.equal((await files.read('C:\\GUARD\\X')).toString(), 'old');
    assert.deepEqual(await readdir(at('GUARD')), ['X']);
  });

  it('ends a stream that nobody reads to its end', async () => {
    await files.write('C:\\BIG', Buffer.alloc(3 << 20));
    for await (const chunk of files.stream('C:\\BIG')) {
      assert.equal(chunk.length, 1 << 20);
      break;
    }
    await files.remove('C:\\BIG');
  });

  it('reads on when a file has grown since it was looked at', async () => {
    await files.write('C:\\GROWING', Buffer.from('a'));
    const stream = files.stream('C:\\GROWING')[Symbol.asyncIterator]();
    await writeFile(at('GROWING'), 'b'.repeat(10_000));
    let length = 0;
    for (let next = await stream.next(); !next.done; next = await stream.next()) length += next.value.length;
    assert.equal(length, 10_000);
  });

  it('finds drives in lower case and behind links, and only drives', async () => {
    await mkdir(join(folder, 'd'));
    await mkdir(join(folder, 'mounted'));
    await symlink(join(folder, 'mounted'), join(folder, 'E'));
    await writeFile(join(folder, 'F'), 'no folder');
    await symlink(join(folder, 'nowhere'), join(folder, 'G'));
    assert.deepEqual(await localDrives(folder), ['C', 'D', 'E']);
    for (const drive of ['D', 'E']) {
      await files.write(`${drive}:\\X`, Buffer.from(drive));
      assert.equal((await files.read(`${drive.toLowerCase()}:\\x`)).toString(), drive);
    }
    assert.equal(await files.stat('F:\\'), undefined);
    await rename(join(folder, 'F'), join(folder, 'was-F'));
  });
});
