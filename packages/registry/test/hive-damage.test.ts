import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import {
  binaryValue,
  createKey,
  ensureKey,
  type HiveFormat,
  hiveFormats,
  parseHive,
  stringValue,
  writeHive,
} from '../src/index.ts';
import { sampleKey } from './sample.ts';

/** Small enough that most changes hit something, and with every kind of record. */
function victim(minorVersion: HiveFormat): Buffer {
  const tree = sampleKey();
  for (let index = 0; index < 600; index++) ensureKey(tree, `K\\${index}`);
  const key = ensureKey(tree, 'Class');
  key.className = 'class';
  key.securityDescriptor = new Uint8Array(40);
  key.values.push(binaryValue('big', new Uint8Array(40_000)));
  return writeHive(tree, { minorVersion });
}

function withChecksum(hive: Buffer): Buffer {
  let sum = 0;
  for (let offset = 0; offset < 508; offset += 4) sum ^= hive.readUInt32LE(offset);
  hive.writeUInt32LE(sum >>> 0, 508);
  return hive;
}

/** A hive that can be read, or an error with an offset: nothing else may come of any bytes. */
function readsOrRefuses(bytes: Uint8Array): void {
  try {
    parseHive(bytes);
  } catch (error) {
    if (!isResiteError(error, 'HIVE_INVALID')) throw error;
    assert.match(error.message, /^the registry hive is damaged at offset 0x[0-9a-f]+: /);
  }
}

for (const minorVersion of hiveFormats) {
  const original = victim(minorVersion);
  const place = fc.integer({ min: 0, max: original.length / 4 - 1 });
  const number = fc.oneof(
    fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff8, original.length, original.length - 4096, 32),
    place.map(position => position * 4),
    fc.integer({ min: 0, max: 0xffffffff }),
  );
  const changes = fc.array(fc.tuple(place, number), { minLength: 1, maxLength: 8 });

  test(`1.${minorVersion}: numbers changed anywhere`, () => {
    fc.assert(
      fc.property(changes, list => {
        const hive = Buffer.from(original);
        for (const [position, value] of list) hive.writeUInt32LE(value, position * 4);
        readsOrRefuses(withChecksum(hive));
      }),
      { numRuns: sampled(120, 4_000) },
    );
  });

  test(`1.${minorVersion}: numbers changed among the first records`, () => {
    const early = fc.array(fc.tuple(fc.integer({ min: 1024, max: 1700 }), number), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(early, list => {
        const hive = Buffer.from(original);
        for (const [position, value] of list) hive.writeUInt32LE(value, position * 4);
        readsOrRefuses(hive);
      }),
      { numRuns: sampled(120, 4_000) },
    );
  });

  test(`1.${minorVersion}: single bits flipped`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: original.length - 1 }), fc.integer({ min: 0, max: 7 }), (position, bit) => {
        const hive = Buffer.from(original);
        hive[position]! ^= 1 << bit;
        readsOrRefuses(hive);
      }),
      { numRuns: sampled(90, 3_000) },
    );
  });

  test(`1.${minorVersion}: cut off anywhere`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: original.length - 1 }), length => {
        assert.throws(() => parseHive(original.subarray(0, length)), { code: 'HIVE_INVALID' });
      }),
    );
  });
}

test('any bytes after a good header', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4096, maxLength: 4096, size: 'max' }), bytes => {
      const hive = Buffer.concat([writeHive(createKey('R')).subarray(0, 4096), bytes]);
      readsOrRefuses(hive);
      hive.write('hbin\0\0\0\0\0\x10\0\0', 4096, 'latin1');
      readsOrRefuses(hive);
    }),
    { numRuns: sampled(30, 1_000) },
  );
});

/** Where things are in this hive: a root with one value of data and one subkey. */
function tiny(): { hive: Buffer; root: number; cell: (offset: number) => number } {
  const tree = createKey('R', { lastWrite: 0n });
  tree.values.push(stringValue('value', 'some text'));
  ensureKey(tree, 'sub', { lastWrite: 0n });
  const hive = writeHive(tree);
  const cell = (offset: number) => offset + 4096 + 4;
  return { hive, root: cell(hive.readUInt32LE(36)), cell };
}

for (const [what, change, message] of [
  ['no hive at all', ({ hive }) => hive.write('MZ'), /at offset 0x0: .*"regf"/],
  ['a wrong checksum', ({ hive }) => hive.writeUInt32LE(1, 508), /at offset 0x1fc: the checksum/],
  [
    'an unknown version',
    ({ hive }) => withChecksum(hive.fill(9, 24, 25)),
    /at offset 0x14: the format version 1\.9 is not known/,
  ],
  ['a log file', ({ hive }) => withChecksum(hive.fill(1, 28, 29)), /at offset 0x1c: it is a log file/],
  [
    'a stray bin',
    ({ hive }) => hive.writeUInt32LE(4096, 4096 + 4),
    /at offset 0x1004: the bin there belongs elsewhere/,
  ],
  [
    'a bin without size',
    ({ hive }) => hive.writeUInt32LE(0, 4096 + 8),
    /at offset 0x1008: 0 cannot be the size of the bin/,
  ],
  [
    'a cell without size',
    ({ hive }) => hive.writeInt32LE(0, 4096 + 32),
    /at offset 0x1020: 0 cannot be the size of the cell/,
  ],
  [
    'a root elsewhere',
    ({ hive }) => withChecksum(hive.fill(8, 36, 37)),
    /at offset 0x1008: a key should be there, but no cell in use is/,
  ],
  [
    'a key of another kind',
    ({ hive, root }) => hive.write('vk', root),
    /at offset 0x1020: a key should be there, but its signature "nk" is missing/,
  ],
  ['a name beyond its cell', ({ hive, root }) => hive.writeUInt16LE(500, root + 72), /a key there needs 576 bytes/],
  [
    'a subkey that is its own parent',
    ({ hive, root, cell }) => hive.writeUInt32LE(32, cell(hive.readUInt32LE(root + 28)) + 4),
    /at offset 0x1020: a key is used twice/,
  ],
  [
    'a billion values',
    ({ hive, root }) => hive.writeUInt32LE(1e9, root + 36),
    /a list of values there needs 4000000000 bytes/,
  ],
  [
    'a count of subkeys that differs',
    ({ hive, root }) => hive.writeUInt32LE(2, root + 20),
    /has 2 subkeys, but its list has 1/,
  ],
  [
    'data beyond its cell',
    ({ hive, root, cell }) => hive.writeUInt32LE(5000, cell(hive.readUInt32LE(cell(hive.readUInt32LE(root + 40)))) + 4),
    /the data of a value there needs 5000 bytes/,
  ],
  [
    'five bytes of data within a value',
    ({ hive, root, cell }) =>
      hive.writeUInt32LE(0x80000005, cell(hive.readUInt32LE(cell(hive.readUInt32LE(root + 40)))) + 4),
    /5 bytes of data cannot be within a value/,
  ],
  [
    'a security descriptor beyond its cell',
    ({ hive, root, cell }) => hive.writeUInt32LE(5000, cell(hive.readUInt32LE(root + 44)) + 16),
    /a security descriptor there needs 5020 bytes/,
  ],
  [
    'a backslash in a name',
    ({ hive, root }) => hive.write('\\', root + 76),
    /the name of the key there contains a backslash/,
  ],
] as [string, (parts: ReturnType<typeof tiny>) => unknown, RegExp][]) {
  test(`${what} is named with its offset`, () => {
    const parts = tiny();
    parseHive(parts.hive);
    change(parts);
    assert.throws(() => parseHive(parts.hive), { code: 'HIVE_INVALID', message });
  });
}

test('segments of data that are too short or too few are named', () => {
  const tree = createKey('R');
  tree.values.push(binaryValue('big', new Uint8Array(40_000)));
  const hive = writeHive(tree, { minorVersion: 5 });
  const values = hive.readUInt32LE(hive.readUInt32LE(36) + 4100 + 40);
  const size = hive.readUInt32LE(values + 4100) + 4100 + 4;
  assert.equal(hive.readUInt32LE(size), 40_000);
  hive.writeUInt32LE(49_000, size);
  assert.throws(() => parseHive(hive), { code: 'HIVE_INVALID', message: /a data segment there needs 16312 bytes/ });
  hive.writeUInt32LE(49_033, size);
  assert.throws(() => parseHive(hive), { code: 'HIVE_INVALID', message: /3 segments cannot hold data of 49033 bytes/ });
});

test('a tree deeper than Windows allows is refused', () => {
  const tree = createKey('R');
  ensureKey(tree, 'k\\'.repeat(512));
  const hive = writeHive(tree);
  parseHive(hive);
  const deeper = graft(hive);
  assert.throws(() => parseHive(deeper), { code: 'HIVE_INVALID', message: /is nested deeper than 512 levels/ });
});

/** Gives the deepest key, which is the last, a subkey, in a bin of its own. */
function graft(hive: Buffer): Buffer {
  const { hive: small, root, cell } = tiny();
  const bin = Buffer.from(small.subarray(4096));
  const start = hive.length - 4096;
  bin.writeUInt32LE(start, 4);
  const list = small.readUInt32LE(root + 28);
  const subkey = small.readUInt32LE(cell(list) + 4);
  bin.writeUInt32LE(start + subkey, list + 8);
  bin.writeUInt32LE(0xffffffff, subkey + 4 + 44);
  const result = Buffer.concat([hive, bin]);
  let deepest = hive.readUInt32LE(36);
  while (hive.readUInt32LE(deepest + 4100 + 20) > 0)
    deepest = hive.readUInt32LE(hive.readUInt32LE(deepest + 4100 + 28) + 4100 + 4);
  result.writeUInt32LE(1, deepest + 4100 + 20);
  result.writeUInt32LE(start + list, deepest + 4100 + 28);
  result.writeUInt32LE(result.length - 4096, 40);
  return withChecksum(result);
}

test('a hive whose last write was cut off says so', () => {
  const hive = writeHive(createKey('R'));
  assert.equal(parseHive(hive).dirty, false);
  hive.writeUInt32LE(2, 4);
  assert.equal(parseHive(withChecksum(hive)).dirty, true);
});
