import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import {
  binaryValue,
  cloneKey,
  createKey,
  deleteValue,
  diffKeys,
  dwordValue,
  ensureKey,
  expandStringValue,
  findKey,
  formatDifferences,
  multiStringValue,
  type RegistryKey,
  removeKey,
  setValue,
  stringValue,
} from '../src/index.ts';
import { keyTree } from './arbitraries.ts';
import { counting, sampleKey } from './sample.ts';

test('a tree does not differ from itself', () => {
  fc.assert(
    fc.property(keyTree, tree => {
      assert.deepEqual(diffKeys(tree, cloneKey(tree)), []);
      assert.deepEqual(diffKeys(tree, reversed(tree)), []);
    }),
    { numRuns: sampled(15, 500) },
  );
});

function reversed(key: RegistryKey): RegistryKey {
  const subkeys = key.subkeys.map(reversed).reverse();
  return { ...key, lastWrite: 0n, values: key.values.toReversed(), subkeys };
}

test('each difference is named with its path, keys with all their content', () => {
  const before = createKey('SMS');
  setValue(before, stringValue('Site Code', 'S01'));
  setValue(before, dwordValue('Old', 1));
  setValue(ensureKey(before, 'Gone\\Deep'), dwordValue('n', 1));
  const after = cloneKey(before);
  setValue(after, stringValue('SITE CODE', 'S02'));
  deleteValue(after, 'Old');
  removeKey(after, 'Gone');
  setValue(ensureKey(after, 'New'), dwordValue('n', 2));
  assert.deepEqual(diffKeys(before, after, 'HKLM\\SMS'), [
    {
      kind: 'value-changed',
      path: 'HKLM\\SMS',
      before: stringValue('Site Code', 'S01'),
      after: stringValue('Site Code', 'S02'),
    },
    { kind: 'value-removed', path: 'HKLM\\SMS', value: dwordValue('Old', 1) },
    { kind: 'key-removed', path: 'HKLM\\SMS\\Gone' },
    { kind: 'key-removed', path: 'HKLM\\SMS\\Gone\\Deep' },
    { kind: 'value-removed', path: 'HKLM\\SMS\\Gone\\Deep', value: dwordValue('n', 1) },
    { kind: 'key-added', path: 'HKLM\\SMS\\New' },
    { kind: 'value-added', path: 'HKLM\\SMS\\New', value: dwordValue('n', 2) },
  ]);
});

test('names in another case are the same; types are not', () => {
  const before = createKey('K');
  setValue(ensureKey(before, 'Größe'), stringValue('Ключ', 'x'));
  const after = createKey('K');
  setValue(ensureKey(after, 'GRÖßE'), stringValue('КЛЮЧ', 'x'));
  assert.deepEqual(diffKeys(before, after), []);
  setValue(findKey(after, 'Größe')!, expandStringValue('Ключ', 'x'));
  assert.deepEqual(
    diffKeys(before, after).map(({ kind, path }) => [kind, path]),
    [['value-changed', 'K\\Größe']],
  );
});

test('class and security count, where known', () => {
  const before = { ...createKey('K'), className: 'a', securityDescriptor: new Uint8Array([1]) };
  assert.deepEqual(diffKeys(before, { ...before, className: 'b' }), [
    { kind: 'class-changed', path: 'K', before: 'a', after: 'b' },
  ]);
  assert.deepEqual(diffKeys(before, { ...before, securityDescriptor: new Uint8Array([2]) }), [
    { kind: 'security-changed', path: 'K', before: new Uint8Array([1]), after: new Uint8Array([2]) },
  ]);
  const { securityDescriptor, ...unknown } = before;
  assert.deepEqual(diffKeys(unknown, before), []);
  assert.deepEqual(diffKeys(before, unknown), []);
});

test('no name can steer the terminal', () => {
  const after = createKey('K');
  setValue(ensureKey(after, 'a\u001b[2J\u009b\u202e'), stringValue('x\ny', 'z\u009b'));
  assert.equal(
    formatDifferences(diffKeys(createKey('K'), after)),
    '+ K\\a\\u001b[2J\\u009b\\u202e\n+ K\\a\\u001b[2J\\u009b\\u202e » x\\u000ay = REG_SZ "z\\u009b"\n',
  );
});

test('differences for a terminal', () => {
  const before = { ...createKey('SMS'), className: '', securityDescriptor: new Uint8Array([1]) };
  before.values = [
    stringValue('', 'old'),
    dwordValue('n', 10),
    binaryValue('b\u001b[31m', counting(40)),
    multiStringValue('m', ['a', 'b']),
  ];
  ensureKey(before, 'Gone');
  const after = { ...createKey('SMS'), className: 'c', securityDescriptor: new Uint8Array([2]) };
  after.values = [stringValue('', 'new\u001b'), dwordValue('n', 11), { name: 'q', type: 11, data: counting(8) }];
  ensureKey(after, 'New');
  assert.equal(
    formatDifferences(diffKeys(before, after)),
    [
      '~ SMS: class "" → "c"',
      '~ SMS: security descriptor',
      '~ SMS » (default) = REG_SZ "old" → REG_SZ "new\\u001b"',
      '~ SMS » n = REG_DWORD 0x0000000a → REG_DWORD 0x0000000b',
      '- SMS » b\\u001b[31m = REG_BINARY 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f … (40 bytes)',
      '- SMS » m = REG_MULTI_SZ ["a","b"]',
      '+ SMS » q = REG_QWORD 00 01 02 03 04 05 06 07',
      '- SMS\\Gone',
      '+ SMS\\New',
      '',
    ].join('\n'),
  );
  assert.equal(formatDifferences(diffKeys(sampleKey(), sampleKey())), '');
});
