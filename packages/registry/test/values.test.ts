import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  binaryValue,
  dwordValue,
  expandStringValue,
  multiStringValue,
  readDword,
  readMultiString,
  readString,
  stringValue,
  typeName,
  valueType,
} from '../src/index.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));

test('values are made with their terminators', () => {
  assert.deepEqual(stringValue('n', 'S01'), { name: 'n', type: 1, data: bytes('S01\0') });
  assert.deepEqual(expandStringValue('n', '%X%'), { name: 'n', type: 2, data: bytes('%X%\0') });
  assert.deepEqual(multiStringValue('n', ['a', 'bc']), { name: 'n', type: 7, data: bytes('a\0bc\0\0') });
  assert.deepEqual(multiStringValue('n', []), { name: 'n', type: 7, data: bytes('\0') });
  assert.deepEqual(dwordValue('n', 0x12345678), { name: 'n', type: 4, data: new Uint8Array([0x78, 0x56, 0x34, 0x12]) });
  assert.deepEqual(dwordValue('n', -1).data, new Uint8Array([0xff, 0xff, 0xff, 0xff]));
});

test('binaryValue copies its bytes', () => {
  const source = Buffer.from([1, 2]);
  const value = binaryValue('n', source);
  source[0] = 9;
  assert.deepEqual(value, { name: 'n', type: 3, data: new Uint8Array([1, 2]) });
});

test('an empty string cannot be within REG_MULTI_SZ', () => {
  assert.throws(() => multiStringValue('n', ['a', '']), TypeError);
});

for (const [text, expected] of [
  ['S01\0', 'S01'],
  ['S01', 'S01'],
  ['', ''],
  ['a\0b\0', 'a'],
] as const) {
  test(`REG_SZ ${JSON.stringify(text)} reads as "${expected}"`, () => {
    assert.equal(readString({ name: 'n', type: valueType.string, data: bytes(text) }), expected);
  });
}

test('an odd last byte of a string is ignored', () => {
  assert.equal(readString({ name: 'n', type: 1, data: new Uint8Array([65, 0, 66]) }), 'A');
});

for (const [text, expected] of [
  ['a\0b\0\0', ['a', 'b']],
  ['a\0b\0', ['a', 'b']],
  ['a\0b', ['a', 'b']],
  ['\0', []],
  ['', []],
  ['a\0\0b\0\0', ['a']],
] as const) {
  test(`REG_MULTI_SZ ${JSON.stringify(text)} reads as ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(readMultiString({ name: 'n', type: valueType.multiString, data: bytes(text) }), expected);
  });
}

test('a DWORD is unsigned in either byte order', () => {
  assert.equal(readDword({ name: 'n', type: 4, data: new Uint8Array([1, 2, 3, 0xff]) }), 0xff030201);
  assert.equal(readDword({ name: 'n', type: 5, data: new Uint8Array([0xff, 2, 3, 1]) }), 0xff020301);
});

test('another type than asked for is an error that names the value and both types', () => {
  assert.throws(() => readString(dwordValue('Site Code', 1)), {
    code: 'REGISTRY_TYPE',
    message: 'registry value Site Code is REG_DWORD where REG_SZ or REG_EXPAND_SZ is needed',
  });
  assert.throws(() => readDword(stringValue('', '1')), {
    code: 'REGISTRY_TYPE',
    message: 'registry value (default) is REG_SZ where REG_DWORD or REG_DWORD_BIG_ENDIAN is needed',
  });
  assert.throws(() => readMultiString(stringValue('x', '1')), { code: 'REGISTRY_TYPE' });
  assert.throws(() => readDword({ name: 'x', type: 4, data: new Uint8Array(3) }), {
    code: 'REGISTRY_TYPE',
    message: 'registry value x has 3 bytes where a REG_DWORD has 4',
  });
});

test('types have the names of winnt.h', () => {
  assert.deepEqual([0, 7, 11, 0x20].map(typeName), ['REG_NONE', 'REG_MULTI_SZ', 'REG_QWORD', 'REG_0x20']);
});
