import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import {
  binaryValue,
  createKey,
  defaultSecurityDescriptor,
  ensureKey,
  hiveFormatOf,
  hiveFormats,
  parseHive,
  type RegistryKey,
  saveKey,
  stringValue,
  writeHive,
} from '../src/index.ts';
import { keyTree } from './arbitraries.ts';
import { counting, sampleKey } from './sample.ts';

for (const minorVersion of hiveFormats) {
  test(`any tree comes back from a hive of format 1.${minorVersion} as it was, and the hive is the same when written again`, () => {
    fc.assert(
      fc.property(keyTree, tree => {
        const hive = writeHive(tree, { minorVersion });
        const { root } = parseHive(hive);
        assert.deepEqual(root, tree);
        assert.deepEqual(writeHive(root, { minorVersion }), hive);
      }),
      { numRuns: sampled(45, 1_500) },
    );
  });
}

test('the header says what it was given', () => {
  const bytes = writeHive(sampleKey(), {
    minorVersion: 5,
    fileName: '\\SystemRoot\\System32\\Config\\SOFTWARE',
    timestamp: 7n,
  });
  const { root, ...header } = parseHive(bytes);
  assert.deepEqual(header, {
    majorVersion: 1,
    minorVersion: 5,
    timestamp: 7n,
    fileName: 'stemRoot\\System32\\Config\\SOFTWARE'.slice(-31),
    dirty: false,
  });
  assert.equal(root.name, 'SMS');
});

test('Save Key makes a hive of format 1.3 whose root is the key, or one of the format of another Windows', () => {
  const { minorVersion, timestamp, root } = parseHive(saveKey(sampleKey()));
  assert.equal(minorVersion, 3);
  assert.equal(timestamp, sampleKey().lastWrite);
  assert.deepEqual(root.values, sampleKey().values);
  assert.deepEqual(saveKey(sampleKey(), 2), writeHive(sampleKey(), { minorVersion: 2 }));
});

for (const [windows, expected] of [
  ['3.5', 2],
  ['3.51', 2],
  ['4.0', 3],
  ['5.0', 3],
  ['5.1', 5],
  ['6.3', 5],
  ['10.0', 5],
  ['', 3],
] as const) {
  test(`Windows ${windows || 'of no known version'} takes hives of format 1.${expected}`, () => {
    assert.equal(hiveFormatOf(windows), expected);
  });
}

test('keys without a security descriptor get the default one', () => {
  const { root } = parseHive(writeHive(createKey('R', { lastWrite: 0n })));
  assert.deepEqual(root.securityDescriptor, defaultSecurityDescriptor);
});

test('subkeys are sorted, and the tree that was given stays as it is', () => {
  const tree = createKey('R');
  tree.subkeys = ['b', 'C', 'a'].map(name => createKey(name));
  assert.deepEqual(
    parseHive(writeHive(tree)).root.subkeys.map(({ name }) => name),
    ['a', 'b', 'C'],
  );
  assert.deepEqual(
    tree.subkeys.map(({ name }) => name),
    ['b', 'C', 'a'],
  );
});

test('volatile keys are never written', () => {
  const tree = createKey('R');
  ensureKey(tree, 'kept');
  ensureKey(tree, 'lost\\with it');
  tree.subkeys[1]!.volatile = true;
  assert.deepEqual(
    parseHive(writeHive(tree)).root.subkeys.map(({ name }) => name),
    ['kept'],
  );
});

for (const length of [0, 1, 3, 4, 5, 8, 4092, 4096, 16343, 16344, 16345, 2 * 16344, 2 * 16344 + 1, 100_000]) {
  test(`data of ${length} bytes comes back`, () => {
    const tree = createKey('R');
    tree.values = [binaryValue('v', counting(length)), stringValue('next', 'intact')];
    for (const minorVersion of hiveFormats) {
      assert.deepEqual(parseHive(writeHive(tree, { minorVersion })).root.values, tree.values);
    }
  });
}

for (const count of [507, 508, 1014, 2000]) {
  test(`${count} subkeys come back in order`, () => {
    const tree = createKey('R');
    for (let index = 0; index < count; index++) ensureKey(tree, `key ${index}`);
    for (const minorVersion of hiveFormats) {
      assert.deepEqual(parseHive(writeHive(tree, { minorVersion })).root.subkeys.map(nameOf), tree.subkeys.map(nameOf));
    }
  });
}

test('20,000 values come back', () => {
  const tree = createKey('R');
  for (let index = 0; index < 20_000; index++) tree.values.push(stringValue(`value ${index}`, `text ${index}`));
  assert.deepEqual(parseHive(writeHive(tree)).root.values, tree.values);
});

test('a hive can be parsed where it lies within a larger buffer, and keeps no hold of it', () => {
  const hive = writeHive(sampleKey());
  const buffer = Buffer.concat([Buffer.from('xyz'), hive]);
  const { root } = parseHive(new Uint8Array(buffer.buffer, buffer.byteOffset + 3, hive.length));
  buffer.fill(0);
  assert.deepEqual(root.values, sampleKey().values);
});

function nameOf({ name }: RegistryKey): string {
  return name;
}
