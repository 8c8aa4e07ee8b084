import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import {
  checkHive,
  createKey,
  diffKeys,
  ensureKey,
  findKey,
  hiveFormats,
  parseHive,
  type RegistryKey,
  readString,
  removeKey,
  salvageHive,
  stringValue,
  walkHive,
  writeHive,
} from '../src/index.ts';
import { keyTree } from './arbitraries.ts';
import { halves, type OpenHive, openHive, richHive, richKey } from './hive-bytes.ts';

test('of a sound hive nothing is lost', () => {
  fc.assert(
    fc.property(keyTree, tree => {
      assert.deepEqual(salvageHive(writeHive(tree)), { root: tree, lost: [], strays: [], renamed: [] });
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
    tree => {
      const stray = findKey(tree, 'Own\\Deep')!;
      removeKey(tree, 'Own');
      ensureKey(tree, 'FOUND.000', { lastWrite: 0n }).subkeys.push(stray);
    },
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
    [/checksum/],
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
        const { root, lost } = salvageHive(hive);
        if (root) assert.deepEqual(diffKeys(parseHive(writeHive(root)).root, root), []);
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

for (const [what, half, message] of halves)
  test(`${what} that ends in half a character is damage, and what is whole of it is salvaged`, () => {
    const hive = richHive();
    half(hive);
    assert.throws(() => parseHive(hive.bytes), message);
    assert.throws(() => walkHive(hive.bytes, {}), message);
    const { root, lost, strays } = salvageHive(hive.bytes);
    assert.equal(lost.length, 1);
    assert.match(lost[0]!.reason, message);
    assert.deepEqual(strays, []);
    assert.equal(countKeys(root!), countKeys(parseHive(richHive().bytes).root));
    assert.equal(root!.values.length, 2);
  });

for (const minorVersion of hiveFormats)
  test(`1.${minorVersion}: a header whose checksum is wrong is not believed where the bins tell otherwise`, () => {
    const { bytes } = richHive(minorVersion);
    const { root } = parseHive(bytes);
    for (const [what, offset, number] of [
      ['version 1.1', 24, 1],
      ['version 1.2', 24, 2],
      ['version 1.5', 24, 5],
      ['version 1.200', 24, 200],
      ['one bin', 40, 4096],
      ['no bin', 40, 0],
      ['more than there is', 40, 0x7ffff000],
      ['another root', 36, openHive(bytes).offsetOf('Many')],
      ['no root', 36, 0x7ffffff8],
    ] as const) {
      if (bytes.readUInt32LE(offset) === number) continue;
      const changed = Buffer.from(bytes);
      changed.writeUInt32LE(number, offset);
      const salvaged = salvageHive(changed);
      assert.deepEqual(
        salvaged.lost.map(({ offset: at }) => at),
        [508],
        what,
      );
      assert.deepEqual(salvaged.root, root, what);
    }
  });

test('keys whose root is gone are below one that is made up', () => {
  const { bytes, node } = richHive();
  const { root } = parseHive(bytes);
  bytes.write('xx', node());
  const salvaged = salvageHive(bytes);
  assert.equal(salvaged.root?.name, 'SALVAGED');
  const found = findKey(salvaged.root, 'FOUND.000')!;
  assert.deepEqual(found.subkeys.map(({ name }) => name).sort(), ['Many', 'Own']);
  for (const key of root.subkeys) assert.deepEqual(diffKeys(findKey(found, key.name)!, key), []);
  assert.deepEqual(new Set(salvaged.strays), new Set(found.subkeys));
});

test('strays of one name are all kept, beside a key that is named as their folder would be', () => {
  const tree = createKey('R', { lastWrite: 1n });
  for (const parent of ['A', 'B', 'C']) ensureKey(tree, `${parent}\\Same`).values = [stringValue('of', parent)];
  ensureKey(tree, 'FOUND.000');
  const { bytes, node } = openHive(writeHive(tree));
  for (const parent of ['A', 'B', 'C']) bytes.write('xx', node(parent));
  const { root } = salvageHive(bytes);
  assert.deepEqual(root!.subkeys.map(({ name }) => name).sort(), ['FOUND.000', 'FOUND.001', 'FOUND.002', 'FOUND.003']);
  const kept = [1, 2, 3].map(number => readString(findKey(root!, `FOUND.00${number}\\Same`)!.values[0]!));
  assert.deepEqual(kept.sort(), ['A', 'B', 'C']);
});

test('twins and names that no hive can hold get others, and all can be written', () => {
  const tree = createKey('R', { lastWrite: 1n });
  for (const name of ['ONE', 'TWO', 'TWO (2)', 'SIX']) ensureKey(tree, name).values = [stringValue('was', name)];
  tree.values = [stringValue('ONE', '1'), stringValue('TWO', '2'), stringValue('', 'default')];
  const hive = openHive(writeHive(tree));
  const { bytes, node, value } = hive;
  bytes.write('TWO', node('ONE') + 76); // then there are two of these
  bytes.write('two', value('', 0) + 20);
  bytes.writeUInt16LE(0, node('SIX') + 72); // no name
  const { root, renamed, strays } = salvageHive(bytes);
  assert.deepEqual(strays, []);
  assert.deepEqual(
    new Map(root!.subkeys.map(key => [key.name, readString(key.values[0]!)])),
    new Map([
      ['TWO', 'ONE'],
      ['TWO (2)', 'TWO (2)'],
      ['TWO (3)', 'TWO'],
      ['unnamed (2)', 'SIX'],
    ]),
  );
  assert.deepEqual(
    root!.values.map(({ name }) => name),
    ['two', 'TWO (2)', ''],
  );
  assert.deepEqual(renamed, [
    { path: 'R', kind: 'value', was: 'TWO', name: 'TWO (2)' },
    { path: 'R\\unnamed (2)', kind: 'key', was: '', name: 'unnamed (2)' },
    { path: 'R\\TWO (3)', kind: 'key', was: 'TWO', name: 'TWO (3)' },
  ]);
  writeHive(root!);
});
