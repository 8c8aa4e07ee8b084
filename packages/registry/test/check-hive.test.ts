import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { checkHive, type HiveProblemKind, hiveFormats, parseHive, writeHive } from '../src/index.ts';
import { keyTree } from './arbitraries.ts';
import { halves, type OpenHive, richHive, withChecksum } from './hive-bytes.ts';

test('nothing is wrong with what we write', () => {
  fc.assert(
    fc.property(keyTree, fc.constantFrom(...hiveFormats), (tree, minorVersion) => {
      assert.deepEqual(checkHive(writeHive(tree, { minorVersion })), []);
    }),
    { numRuns: sampled(30, 1_000) },
  );
  for (const minorVersion of hiveFormats) assert.deepEqual(checkHive(richHive(minorVersion).bytes), []);
});

type Break = (hive: OpenHive) => number;

/** What is done to the hive gives the offset where the problem must be found. */
const broken: [string, HiveProblemKind, 'damage' | 'flaw', RegExp, Break][] = [
  [
    'sequence numbers that differ',
    'sequence',
    'damage',
    /sequence numbers are 9 and 1/,
    ({ bytes }) => {
      bytes.writeUInt32LE(9, 4);
      withChecksum(bytes);
      return 4;
    },
  ],
  [
    'a wrong checksum',
    'checksum',
    'damage',
    /checksum/,
    ({ bytes }) => {
      bytes.writeUInt32LE(7, 508);
      return 508;
    },
  ],
  [
    'an unknown version',
    'header',
    'damage',
    /version 1\.9/,
    ({ bytes }) => {
      bytes.writeUInt32LE(9, 24);
      withChecksum(bytes);
      return 20;
    },
  ],
  [
    'a bin that is none',
    'bin',
    'damage',
    /no bin begins there/,
    ({ bytes }) => {
      bytes.write('nope', bytes.length - 4096);
      return bytes.length - 4096;
    },
  ],
  [
    'a cell of odd size',
    'cell',
    'damage',
    /cannot be the size of the cell/,
    ({ bytes }) => {
      bytes.writeInt32LE(-13, 4096 + 32);
      return 4096 + 32;
    },
  ],
  [
    'another parent',
    'parent',
    'damage',
    /names 0x28 as its parent, but 0x20 lists it/,
    ({ bytes, node }) => {
      bytes.writeUInt32LE(0x28, node('Own') + 16);
      return node('Own') - 4;
    },
  ],
  [
    'a wrong number of subkeys',
    'count',
    'damage',
    /has 3 subkeys, but its list has 2/,
    ({ bytes, node }) => {
      bytes.writeUInt32LE(3, node() + 20);
      return node() - 4;
    },
  ],
  [
    'subkeys out of order',
    'order',
    'damage',
    /"key 003" comes after "key 004"/,
    ({ bytes, entries }) => {
      const [third, fourth] = [entries('Many')[3]!, entries('Many')[4]!];
      const kept = Buffer.from(bytes.subarray(third, third + 8));
      bytes.copyWithin(third, fourth, fourth + 8);
      kept.copy(bytes, fourth);
      return fourth;
    },
  ],
  [
    'a subkey twice',
    'duplicate',
    'damage',
    /"KEY 004" is there twice|"key 004" is there twice/,
    ({ bytes, node, entries }) => {
      const [before, place] = [entries('Many')[4]!, entries('Many')[5]!];
      bytes.write('KEY 004', node('Many\\key 005') + 76, 'latin1');
      bytes.copyWithin(place + 4, before + 4, before + 8);
      return place;
    },
  ],
  [
    'a value twice',
    'duplicate',
    'damage',
    /value "(four|text)" is there twice/,
    ({ bytes, node, value }) => {
      bytes.write('text', value('Own\\Deep', 2) + 20, 'latin1');
      return node('Own\\Deep') - 4;
    },
  ],
  [
    'a wrong hash',
    'clue',
    'damage',
    /the hash of the subkey "Many" is 0x7 where/,
    ({ bytes, entries }) => {
      bytes.writeUInt32LE(7, entries()[0]! + 4);
      return entries()[0]!;
    },
  ],
  [
    'too small a largest name of a subkey',
    'largest',
    'flaw',
    /name of a subkey has 2 bytes, but one has 14/,
    ({ bytes, node }) => {
      bytes.writeUInt16LE(2, node('Many') + 52);
      return node('Many') - 4;
    },
  ],
  [
    'too small a largest class',
    'largest',
    'flaw',
    /class of a subkey has 2 bytes, but one has 10/,
    ({ bytes, node }) => {
      bytes.writeUInt32LE(2, node('Own') + 56);
      return node('Own') - 4;
    },
  ],
  [
    'too small a largest name of a value',
    'largest',
    'flaw',
    /name of a value has 0 bytes, but one has 6/,
    ({ bytes, node }) => {
      bytes.writeUInt32LE(0, node() + 60);
      return node() - 4;
    },
  ],
  [
    'too small a largest data',
    'largest',
    'flaw',
    /data of a value has 39999 bytes, but one has 40000/,
    ({ bytes, node }) => {
      bytes.writeUInt32LE(39_999, node() + 64);
      return node() - 4;
    },
  ],
  [
    'a reference too few',
    'references',
    'damage',
    /counts 602 keys, but 603 refer to it/,
    ({ bytes, node, u32, at }) => {
      bytes.writeUInt32LE(602, at(u32(node() + 44)) + 12);
      return u32(node() + 44) + 4096;
    },
  ],
  [
    'a reference too many',
    'references',
    'flaw',
    /counts 604 keys, but 603 refer to it/,
    ({ bytes, node, u32, at }) => {
      bytes.writeUInt32LE(604, at(u32(node() + 44)) + 12);
      return u32(node() + 44) + 4096;
    },
  ],
  [
    'a key without security',
    'references',
    'damage',
    /has no security descriptor/,
    ({ bytes, node, u32, at }) => {
      const record = at(u32(node() + 44)) + 12;
      bytes.writeUInt32LE(u32(record) - 1, record);
      bytes.writeUInt32LE(0xffffffff, node('Own') + 44);
      return node('Own') - 4;
    },
  ],
  [
    'a segment too few',
    'segments',
    'damage',
    /2 segments cannot hold data of 40000 bytes/,
    ({ bytes, value, u32, at }) => {
      const data = at(u32(value('', 0) + 8));
      bytes.writeUInt16LE(2, data + 2);
      return data - 4;
    },
  ],
  [
    'a segment that is too short',
    'segments',
    'damage',
    /a data segment there needs 16312 bytes/,
    ({ bytes, value }) => {
      bytes.writeUInt32LE(49_000, value('', 0) + 4);
      return 0;
    },
  ],
  [
    'a value in two places',
    'unreadable',
    'damage',
    /a value is used twice/,
    ({ bytes, node, u32, at }) => {
      const list = at(u32(node('Own\\Deep') + 40));
      bytes.writeUInt32LE(u32(list), list + 4);
      return u32(list) + 4096;
    },
  ],
  [
    'a root that is not marked as one',
    'flags',
    'flaw',
    /the root is not marked as one/,
    ({ bytes, node }) => {
      bytes.writeUInt16LE(0x20, node() + 2);
      return node() - 4;
    },
  ],
  [
    'volatile subkeys',
    'volatile',
    'flaw',
    /counts 2 volatile subkeys/,
    ({ bytes, node }) => {
      bytes.writeUInt32LE(2, node() + 24);
      return node() - 4;
    },
  ],
  [
    'a leaked cell',
    'leak',
    'flaw',
    /in use, but nothing refers to it/,
    ({ bytes, node }) => {
      bytes.writeUInt16LE(0, node('Own\\Deep') + 74);
      bytes.writeUInt32LE(0xffffffff, node('Own\\Deep') + 48);
      return -1;
    },
  ],
];

for (const [what, half, message] of halves)
  broken.push([`${what} that ends in half a character`, 'unreadable', 'damage', message, hive => half(hive) - 4]);

for (const [what, kind, severity, message, change] of broken) {
  test(`${what}: found with its place`, () => {
    const hive = richHive();
    const offset = change(hive);
    const problems = checkHive(hive.bytes);
    const found = problems.find(problem => problem.kind === kind && message.test(problem.message));
    assert.ok(found, JSON.stringify(problems, undefined, 2));
    assert.equal(found.severity, severity);
    if (offset > 0) assert.equal(found.offset, offset);
    if (kind !== 'bin' && kind !== 'cell') assert.ok(problems.length <= 4, JSON.stringify(problems, undefined, 2));
  });
}

test('a ring of security descriptors that is not closed, and one that is two', () => {
  const { bytes, node, u32, at } = richHive();
  const [first, second] = [u32(node() + 44), u32(node('Own\\Deep') + 44)];
  bytes.writeUInt32LE(first, at(first) + 4);
  assert.deepEqual(kinds(bytes), ['ring', 'ring', 'ring']);
  bytes.writeUInt32LE(first, at(first) + 8);
  bytes.writeUInt32LE(second, at(second) + 4);
  bytes.writeUInt32LE(second, at(second) + 8);
  assert.deepEqual(kinds(bytes), ['ring']);
});

test('lists with hints or hashes in a format that knows none', () => {
  for (const [minorVersion, word] of [
    [3, 'hints'],
    [5, 'hashes'],
  ] as const) {
    const { bytes, entries } = richHive(minorVersion);
    bytes.writeUInt32LE(2, 24);
    const found = checkHive(withChecksum(bytes)).filter(({ kind }) => kind === 'list');
    assert.equal(found[0]?.offset, entries()[0]);
    assert.deepEqual(found[0], {
      kind: 'list',
      severity: 'damage',
      offset: entries()[0],
      path: 'R',
      message: `the list of subkeys there has ${word}, which format 1.2 does not know`,
    });
  }
});

test('a wrong hint of format 1.3', () => {
  const { bytes, entries } = richHive(3);
  bytes.write('Wron', entries()[1]! + 4, 'latin1');
  assert.deepEqual(kinds(bytes), ['clue']);
});

test('wrong hashes, parents and sequence numbers are found, though they do not keep a hive from being read', () => {
  const { bytes, entries, node } = richHive();
  bytes.writeUInt32LE(7, entries()[0]! + 4);
  bytes.writeUInt32LE(7, node('Own') + 16);
  bytes.writeUInt32LE(9, 4);
  parseHive(withChecksum(bytes));
  assert.deepEqual(kinds(bytes), ['sequence', 'parent', 'clue'].sort());
});

test('a security descriptor far outside the file is a problem like others', () => {
  const { bytes, node } = richHive();
  bytes.writeUInt32LE(0x54524940, node('Own') + 44);
  assert.deepEqual(kinds(bytes), ['references', 'unreadable']);
});

test('what is no hive has a problem in its header', () => {
  assert.deepEqual(kinds(Buffer.alloc(0)), ['header']);
  assert.ok(kinds(Buffer.alloc(10_000)).includes('header'));
});

function kinds(bytes: Uint8Array): string[] {
  return checkHive(bytes)
    .map(({ kind }) => kind)
    .sort();
}
