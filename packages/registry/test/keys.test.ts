import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cloneKey,
  createKey,
  deleteValue,
  dwordValue,
  ensureKey,
  fileTime,
  fileTimeToDate,
  findKey,
  findValue,
  removeKey,
  setValue,
  stringValue,
} from '../src/index.ts';
import { sampleKey } from './sample.ts';

const names = (key: { subkeys: { name: string }[] }) => key.subkeys.map(({ name }) => name);

test('a key is made with its parents and found in any case', () => {
  const root = createKey('ROOT', { lastWrite: 1n });
  const key = ensureKey(root, 'SOFTWARE\\Microsoft\\SMS', { lastWrite: 2n });
  assert.deepEqual(key, { name: 'SMS', lastWrite: 2n, values: [], subkeys: [] });
  assert.equal(findKey(root, 'software\\MICROSOFT\\sms'), key);
  assert.equal(ensureKey(root, 'Software\\microsoft\\Sms'), key);
  assert.equal(findKey(root, ''), root);
  assert.equal(findKey(root, 'SOFTWARE\\Nothing\\SMS'), undefined);
});

test('new keys are put where a hive keeps them', () => {
  const root = createKey('ROOT');
  for (const name of ['b', 'C', 'a', 'B2']) ensureKey(root, name);
  assert.deepEqual(names(root), ['a', 'b', 'B2', 'C']);
});

test('a new key carries the current time unless another is given', () => {
  const before = fileTime(new Date());
  const { lastWrite } = createKey('K');
  assert.ok(lastWrite >= before && lastWrite <= fileTime(new Date()));
});

test('removeKey says whether the key was there', () => {
  const root = createKey('ROOT');
  ensureKey(root, 'A\\B\\C');
  assert.equal(removeKey(root, 'a\\b'), true);
  assert.equal(removeKey(root, 'A\\B'), false);
  assert.equal(removeKey(root, 'X\\Y'), false);
  assert.equal(removeKey(root, ''), false);
  assert.deepEqual(names(root), ['A']);
});

test('a value is replaced in its place and keeps its spelling', () => {
  const key = createKey('K');
  setValue(key, stringValue('Site Code', 'S01'));
  setValue(key, stringValue('Other', 'x'));
  setValue(key, dwordValue('SITE CODE', 5));
  assert.deepEqual(key.values, [dwordValue('Site Code', 5), stringValue('Other', 'x')]);
  assert.equal(findValue(key, 'site code'), key.values[0]);
  assert.equal(deleteValue(key, 'sITE cODE'), true);
  assert.equal(deleteValue(key, 'Site Code'), false);
  assert.deepEqual(key.values, [stringValue('Other', 'x')]);
});

test('setValue keeps no hold of the value it was given', () => {
  const [one, two] = [createKey('1'), createKey('2')];
  const value = dwordValue('n', 1);
  setValue(one, value);
  setValue(two, value);
  setValue(one, dwordValue('n', 2));
  assert.deepEqual(two.values, [dwordValue('n', 1)]);
});

test('a clone equals the original and shares nothing with it', () => {
  const key = { ...sampleKey(), className: 'c', securityDescriptor: new Uint8Array([1]) };
  const clone = cloneKey(key);
  assert.deepEqual(clone, key);
  clone.securityDescriptor![0] = 9;
  clone.values[1]!.name = 'changed';
  clone.values[2]!.data[0] = 9;
  clone.subkeys[0]!.subkeys = [];
  assert.deepEqual(key, { ...sampleKey(), className: 'c', securityDescriptor: new Uint8Array([1]) });
});

test('FILETIME counts 100 ns from 1601', () => {
  assert.equal(fileTime(new Date('1601-01-01T00:00:00Z')), 0n);
  assert.equal(fileTime(new Date('1970-01-01T00:00:00Z')), 116444736000000000n);
  assert.deepEqual(fileTimeToDate(125911584000000000n), new Date('2000-01-01T00:00:00Z'));
  assert.deepEqual(fileTimeToDate(fileTime(new Date(1234567890123))), new Date(1234567890123));
});
