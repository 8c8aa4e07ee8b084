import assert from 'node:assert/strict';
import {
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import {
  getExtendedAttribute,
  listExtendedAttributes,
  removeExtendedAttribute,
  setExtendedAttribute,
  setOpenTimes,
  setTimes,
  syncFolder,
  writeFileDurably,
} from '@resite/filesystem';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'resite-filesystem-'));
});
after(() => rmSync(folder, { recursive: true }));

const newFile = (name: string) => {
  writeFileSync(join(folder, name), '');
  return join(folder, name);
};

test('an extended attribute comes back byte for byte, also an empty and a large one', () => {
  const path = newFile('attributes');
  for (const value of [Buffer.from([0, 255, 10]), Buffer.alloc(0), Buffer.alloc(3000, 7)]) {
    setExtendedAttribute(path, 'user.test', value);
    assert.deepEqual(getExtendedAttribute(path, 'user.test'), value);
  }
});

test('attributes are listed, and gone when removed; removing twice is no error', () => {
  const path = newFile('listed');
  setExtendedAttribute(path, 'user.b', Buffer.from('1'));
  setExtendedAttribute(path, 'user.a', Buffer.from('2'));
  assert.deepEqual(listExtendedAttributes(path).toSorted(), ['user.a', 'user.b']);
  removeExtendedAttribute(path, 'user.b');
  removeExtendedAttribute(path, 'user.b');
  assert.deepEqual(listExtendedAttributes(path), ['user.a']);
  assert.equal(getExtendedAttribute(path, 'user.b'), undefined);
});

test('an attribute of a missing file is FILE_MISSING and names the file', () => {
  const path = join(folder, 'missing');
  for (const action of [
    () => setExtendedAttribute(path, 'user.a', Buffer.from('1')),
    () => getExtendedAttribute(path, 'user.a'),
    () => listExtendedAttributes(path),
    () => setTimes(path, 0n, 0n),
  ]) {
    assert.throws(action, error => isResiteError(error, 'FILE_MISSING') && error.message.includes(path));
  }
});

for (const time of [0n, 1n, 837_492_602_123_456_789n, -1_000_000_001n, 4_102_444_799_999_999_999n]) {
  test(`the time ${time} is kept to the nanosecond`, () => {
    const path = newFile(`time${time}`);
    setTimes(path, time + 1n, time);
    const { mtimeNs, atimeNs } = statSync(path, { bigint: true });
    assert.deepEqual([atimeNs, mtimeNs], [time + 1n, time]);
  });

  test(`the time ${time} of an open file is kept to the nanosecond`, () => {
    const file = openSync(newFile(`open${time}`), 'r+');
    try {
      setOpenTimes(file, time + 1n, time);
      const { mtimeNs, atimeNs } = fstatSync(file, { bigint: true });
      assert.deepEqual([atimeNs, mtimeNs], [time + 1n, time]);
    } finally {
      closeSync(file);
    }
    assert.throws(() => setOpenTimes(-1, 0n, 0n), { code: 'FILE_ACCESS', message: /EBADF/ });
  });
}

test('a path that is not UTF-8 is taken byte for byte', () => {
  const path = Buffer.concat([Buffer.from(join(folder, 'not-utf-8-')), Buffer.of(0xff, 0xfe)]);
  writeFileSync(path, '');
  setExtendedAttribute(path, 'user.a', Buffer.from('1'));
  setTimes(path, 1n, 2n);
  assert.deepEqual(getExtendedAttribute(path, 'user.a'), Buffer.from('1'));
  assert.equal(statSync(path, { bigint: true }).mtimeNs, 2n);
});

test('a path with a NUL character is refused: the C library would see another file', () => {
  newFile('whole');
  assert.throws(
    () => setTimes(join(folder, 'whole\0more'), 0n, 0n),
    error => isResiteError(error, 'PATH_INVALID'),
  );
});

test('a link gets its own time', () => {
  const path = newFile('linked');
  const { mtimeNs } = statSync(path, { bigint: true });
  symlinkSync(path, join(folder, 'link'));
  setTimes(join(folder, 'link'), 5n, 5n);
  assert.equal(statSync(path, { bigint: true }).mtimeNs, mtimeNs);
});

test('a durable write replaces the whole file, is private, and leaves nothing else', async () => {
  const inner = mkdtempSync(join(folder, 'durable-'));
  const path = join(inner, 'file');
  await writeFileDurably(path, 'a longer first content');
  await writeFileDurably(path, 'second');
  assert.equal(readFileSync(path, 'utf8'), 'second');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(inner), ['file']);
  await syncFolder(inner);
});

test('a durable write that fails leaves the old content and no temporary file', async () => {
  const inner = mkdtempSync(join(folder, 'failing-'));
  const path = join(inner, 'file');
  await writeFileDurably(path, 'old');
  await assert.rejects(writeFileDurably(path, { not: 'data' } as unknown as Uint8Array));
  assert.equal(readFileSync(path, 'utf8'), 'old');
  assert.deepEqual(readdirSync(inner), ['file']);
});
