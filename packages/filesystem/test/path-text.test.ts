import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  absolutePath,
  bytesFromText,
  getExtendedAttribute,
  listExtendedAttributes,
  pathFromBytes,
  pathFromText,
  removeExtendedAttribute,
  setExtendedAttribute,
  textFromBytes,
  whoMayChange,
  withBytesShown,
  workingFolder,
} from '@resite/filesystem';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';

const home = process.cwd();
let folder = '';
before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'resite-path-text-')));
});
after(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

const latin1 = (text: string) => Buffer.from(text, 'latin1');

for (const [bytes, text] of [
  [latin1('a/b'), 'a/b'],
  [Buffer.from('Straße 🗝'), 'Straße 🗝'],
  [latin1('d\xff/x'), 'd\udcff/x'],
  [latin1('\xc3'), '\udcc3'],
  [latin1('\xe2\x82b'), '\udce2\udc82b'],
  [latin1('\xf0\x9f\x97\x9d\xff'), '🗝\udcff'],
  [latin1('\xed\xb3\xbf'), '\udced\udcb3\udcbf'],
  [Buffer.from('\u{fffd}'), '\ufffd'],
] as const) {
  test(`${bytes.toString('hex')} as text`, () => {
    assert.equal(textFromBytes(bytes), text);
    assert.deepEqual(bytesFromText(text), bytes);
  });
}

test('any bytes come back from their text, and two that differ have two texts', () => {
  const bytes = fc.uint8Array({ maxLength: 12 }).map(array => Buffer.from(array));
  const property = fc.property(bytes, bytes, (one, other) => {
    assert.deepEqual(bytesFromText(textFromBytes(one)), one);
    assert.equal(textFromBytes(one) === textFromBytes(other), one.equals(other));
    assert.deepEqual(pathFromText(textFromBytes(one)), pathFromBytes(one));
    assert.ok(withBytesShown(textFromBytes(one)).isWellFormed());
  });
  fc.assert(property, { numRuns: sampled(500, 20_000) });
});

test('for people, a stray byte is shown as such', () => {
  assert.equal(withBytesShown(textFromBytes(latin1('a\xff\x80\xc3\xa9'))), 'a\\xff\\x80é');
});

test('paths are absolute to the byte', { skip: process.platform !== 'linux' }, () => {
  const inside = Buffer.concat([Buffer.from(`${folder}/`), latin1('w\xff')]);
  mkdirSync(inside);
  symlinkSync(inside, join(folder, 'way'));
  process.chdir(join(folder, 'way'));
  assert.equal(workingFolder(), `${folder}/w\udcff`);
  assert.equal(absolutePath('../x/./y'), `${folder}/x/y`);
  assert.equal(absolutePath('x\udcfe'), `${folder}/w\udcff/x\udcfe`);
  assert.equal(absolutePath('/x/../y'), '/y');
  process.chdir(home);
});

test('a working folder that was removed is named as the reason, where it counts', () => {
  const gone = join(folder, 'gone');
  mkdirSync(gone);
  process.chdir(gone);
  rmdirSync(gone);
  assert.equal(absolutePath('/x'), '/x');
  assert.throws(() => absolutePath('x'), { code: 'FILE_MISSING', message: 'the working folder has been removed' });
  process.chdir(home);
});

test('the names of extended attributes keep all bytes', () => {
  const path = join(folder, 'attributes');
  writeFileSync(path, '');
  setExtendedAttribute(path, 'user.\udcff', Buffer.from('ff'));
  setExtendedAttribute(path, 'user.\ufffd', Buffer.from('replacement'));
  assert.deepEqual(listExtendedAttributes(path).toSorted(), ['user.\udcff', 'user.\ufffd']);
  assert.equal(getExtendedAttribute(path, 'user.\udcff')?.toString(), 'ff');
  removeExtendedAttribute(path, 'user.\udcff');
  assert.deepEqual(listExtendedAttributes(path), ['user.\ufffd']);
});

test('who may change a file is asked of the folders that really lead to it', async () => {
  const open = Buffer.concat([Buffer.from(`${folder}/`), latin1('open\xff')]);
  mkdirSync(open);
  writeFileSync(Buffer.concat([open, Buffer.from('/file')]), '', { mode: 0o600 });
  chmodSync(open, 0o777);
  symlinkSync(open, join(folder, 'link'));
  assert.equal((await whoMayChange(join(folder, 'link', 'file')))?.problem, 'may be written by everybody');
});
