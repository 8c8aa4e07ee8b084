import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import {
  checkHive,
  diffKeys,
  findKey,
  hiveFormats,
  parseHive,
  type RegistryKey,
  removeKey,
  salvageHive,
  writeHive,
} from '../src/index.ts';
import { keyTree } from './arbitraries.ts';
import { type OpenHive, richHive, richKey } from './hive-bytes.ts';

test('of a sound hive nothing is lost', () => {
  fc.assert(
    fc.property(keyTree, tree => {
      assert.deepEqual(salvageHive(writeHive(tree)), { root: tree, lost: [], strays: [] });
    }),
    { numRuns: sampled(8, 500) },
  );
});

/** What is done to the hive, what the tree then lacks, and what is said of it. */
const damages: [string, (hive: OpenHive) => void, (tree: RegistryKey) => void, (RegExp | string)[]][] = [
  ['a checksum', ({ bytes }) => bytes.writeUInt32LE(7, 508), () => {}, [/checksum/]],
  ['the signature of the file', ({ bytes }) => bytes.write('gone'), () => {}, [/does not begin with "regf"/]],
  ['the size of the file', ({ bytes }) => bytes.writeUInt32LE(1, 40), () => {}, [/checksum/]],
  [
    'a value',
    ({ bytes, value }) => bytes.write('xx', value('Own\\Deep', 0)),
    tree => findKey(tree, 'Own\\Deep')!.values.shift(),
    [/^R\\Own\\Deep: a value should be there/],
  ],
  [
    'the data of a value',
    ({ bytes, value }) => bytes.writeUInt32LE(0x7ffffff8, value('Own\\Deep', 0) + 8),
    tree => findKey(tree, 'Own\\Deep')!.values.shift(),
    [/^R\\Own\\Deep: the data of a value should be there/],
  ],
  [
    'a list of values that is too long for its cell',
    ({ bytes, node }) => bytes.writeUInt32LE(5, node() + 36),
    () => {},
    [/^R: a list of values there needs 20 bytes, but its cell holds 12/, /^R: a value should be there/],
  ],
  [
    'a class',
    ({ bytes, node }) => bytes.writeUInt32LE(4, node('Own\\Deep') + 48),
    tree => delete findKey(tree, 'Own\\Deep')!.className,
    [/^R\\Own\\Deep: a class name should be there/],
  ],
  [
    'a security descriptor',
    ({ bytes, u32, at, node }) => bytes.write('xx', at(u32(node('Own\\Deep') + 44))),
    tree => delete findKey(tree, 'Own\\Deep')!.securityDescriptor,
    [/^R\\Own\\Deep: a security descriptor should be there/],
  ],
  [
    'a key, and what is below it is a stray',
    ({ bytes, node }) => bytes.write('xx', node('Own')),
    tree => removeKey(tree, 'Own'),
    [/^R: a key should be there/, 'stray Deep'],
  ],
  [
    'a list of subkeys, and they are found by what they say of their parent',
    ({ bytes, u32, at, node }) => bytes.write('xx', at(u32(node('Many') + 28))),
    () => {},
    [/^R\\Many: a list of subkeys should be there/],
  ],
  [
    'one of several lists of subkeys',
    ({ bytes, u32, at, node }) => bytes.write('xx', at(u32(at(u32(node('Many') + 28)) + 4))),
    () => {},
    [/^R\\Many: a list of subkeys should be there/],
  ],
  [
    'the place of the root, which is found by its mark',
    ({ bytes }) => bytes.writeUInt32LE(0x28, 36),
    () => {},
    [/checksum/, /^a key should be there/],
  ],
  [
    'a cycle',
    ({ bytes, entries, offsetOf }) => bytes.writeUInt32LE(offsetOf(), entries('Own')[0]!),
    () => {},
    [/^R\\Own: a key is used twice/],
  ],
];

for (const [what, change, lacks, said] of damages) {
  test(`damaged: ${what}`, () => {
    const hive = richHive();
    change(hive);
    const { root, lost, strays } = salvageHive(hive.bytes);
    const tree = parseHive(richHive().bytes).root;
    lacks(tree);
    const all = [
      ...lost.map(({ path, reason }) => (path === undefined ? reason : `${path}: ${reason}`)),
      ...strays.map(({ name }) => `stray ${name}`),
    ];
    for (const pattern of said) {
      const matches = (text: string) => (typeof pattern === 'string' ? text === pattern : pattern.test(text));
      assert.ok(all.some(matches), `${pattern} in ${JSON.stringify(all)}`);
    }
    assert.ok(all.length <= 4, JSON.stringify(all));
    assert.deepEqual(diffKeys(tree, root!), []);
  });
}

test('behind a damaged bin and a damaged cell, reading goes on', () => {
  const { bytes } = richHive();
  const { root } = parseHive(bytes);
  bytes.fill(0xff, 4096 + 8, 4096 + 12); // size of the first bin
  bytes.writeInt32LE(5, 4096 + 32); // of its first cell, which is the root
  const salvaged = salvageHive(bytes);
  assert.deepEqual(
    salvaged.lost.map(({ offset }) => offset),
    [4096 + 8, 4096 + 32],
  );
  assert.deepEqual(salvaged.root, root);
  assert.deepEqual(salvaged.strays, []);
});

test('of a truncated hive the keys that are there are read', () => {
  const key = richKey();
  key.values = [];
  const bytes = writeHive(key);
  for (const part of [0.3, 0.6, 0.9]) {
    const { root, strays, lost } = salvageHive(bytes.subarray(0, Math.floor(bytes.length * part)));
    assert.ok(lost.length > 0);
    assert.deepEqual(strays, []);
    assert.ok(countKeys(root!) > 603 * (part - 0.15), `${countKeys(root!)} keys of ${part}`);
  }
});

function countKeys(key: RegistryKey): number {
  return key.subkeys.reduce((sum, subkey) => sum + countKeys(subkey), 1);
}

for (const minorVersion of hiveFormats) {
  test(`1.${minorVersion}: no bytes make it throw, and no change of one number loses more than a part`, () => {
    const original = richHive(minorVersion).bytes;
    const place = fc.integer({ min: 0, max: original.length / 4 - 1 });
    const number = fc.oneof(
      fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff8, original.length, 32),
      place.map(position => position * 4),
      fc.integer({ min: 0, max: 0xffffffff }),
    );
    const change = fc.tuple(place, number);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), changes => {
        const hive = Buffer.from(original);
        for (const [position, value] of changes) hive.writeUInt32LE(value, position * 4);
        const { root, lost, strays } = salvageHive(hive);
        writeHiveOf(root);
        strays.forEach(writeHiveOf);
        assert.ok(lost.length < 5000);
        assert.ok(Array.isArray(checkHive(hive)));
      }),
      { numRuns: sampled(30, 2_000) },
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: original.length }), length => {
        salvageHive(original.subarray(0, length));
      }),
      { numRuns: sampled(8, 500) },
    );
  });
}

test('any bytes at all', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 6000, size: 'max' }), bytes => {
      salvageHive(bytes);
    }),
  );
});

/** A tree that was read is a tree: it can be walked. */
function writeHiveOf(root: RegistryKey | undefined): void {
  if (root) diffKeys(root, root);
}
