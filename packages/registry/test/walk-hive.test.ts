import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defined, isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { NameReader } from '../src/hive/name-reader.ts';
import { readWords } from '../src/hive/words.ts';
import { hiveFormats, parseHive, type RegistryKey, type VisitedKey, walkHive, writeHive } from '../src/index.ts';
import { keyTree } from './arbitraries.ts';
import { richHive } from './hive-bytes.ts';

/** The tree that a walk tells of. */
function collect(bytes: Uint8Array): RegistryKey {
  const above: RegistryKey[] = [];
  walkHive(bytes, {
    key({ name, depth, lastWrite, className, securityDescriptor }: VisitedKey) {
      const key: RegistryKey = {
        name,
        ...defined({ className }),
        lastWrite,
        ...defined({ securityDescriptor }),
        values: [],
        subkeys: [],
      };
      above[depth - 1]?.subkeys.push(key);
      above.length = depth;
      above.push(key);
    },
    value({ name, type, size, data, dataStart }) {
      assert.equal(data.length, size);
      if (dataStart >= 0)
        assert.deepEqual(new Uint8Array(bytes.subarray(dataStart, dataStart + size)), Uint8Array.from(data));
      above.at(-1)!.values.push({ name, type, data: new Uint8Array(data) });
    },
  });
  return above[0]!;
}

test('a walk comes to all that the tree has, in its order', () => {
  fc.assert(
    fc.property(keyTree, fc.constantFrom(...hiveFormats), (tree, minorVersion) => {
      assert.deepEqual(collect(writeHive(tree, { minorVersion })), tree);
    }),
    { numRuns: sampled(30, 1_000) },
  );
  const { bytes } = richHive(5);
  assert.deepEqual(collect(bytes), parseHive(bytes).root);
});

test('whatever is damaged, a walk says the same as reading does', () => {
  const { bytes: original } = richHive(5);
  const outcome = (read: () => unknown) => {
    try {
      return read();
    } catch (error) {
      if (!isResiteError(error, 'HIVE_INVALID')) throw error;
      return error.code;
    }
  };
  const place = fc.integer({ min: 1024, max: original.length / 4 - 1 });
  const number = fc.oneof(fc.constantFrom(0, 1, 0xffffffff, 0x80000000), fc.integer({ min: 0, max: original.length }));
  fc.assert(
    fc.property(fc.array(fc.tuple(place, number), { minLength: 1, maxLength: 6 }), changes => {
      const bytes = Buffer.from(original);
      for (const [at, value] of changes) bytes.writeUInt32LE(value, at * 4);
      const parsed = outcome(() => stripped(parseHive(bytes).root));
      assert.deepEqual(
        outcome(() => collect(bytes)),
        parsed,
      );
    }),
    { numRuns: sampled(90, 3_000) },
  );
});

test('data in segments has no single place, all other data begins at a multiple of 4', () => {
  const starts: [string, number][] = [];
  walkHive(richHive(5).bytes, {
    value: ({ name, dataStart }) => starts.push([name, dataStart < 0 ? -1 : dataStart % 4]),
  });
  assert.deepEqual(starts, [
    ['big', -1],
    ['ж', 0],
    ['text', 0],
    ['', 0],
    ['four', 0],
  ]);
});

test('bytes at any place in memory are walked', () => {
  const { bytes } = richHive(5);
  for (const shift of [1, 2, 3]) {
    const shifted = Buffer.alloc(bytes.length + shift).subarray(shift);
    bytes.copy(shifted);
    assert.deepEqual(collect(shifted), parseHive(bytes).root);
  }
});

const { bytes: sound, node, value, entries, u32, offsetOf } = richHive(5);
const damages = [
  { title: 'a subkey that is its own ancestor', place: entries('Own')[0]!, number: offsetOf(), offset: offsetOf() },
  { title: 'a value list that is a key', place: node() + 40, number: offsetOf(), offset: offsetOf() },
  { title: 'a value listed twice', place: list('Own\\Deep') + 4, number: u32(list('Own\\Deep')) },
  { title: 'a value behind the end', place: list('Own\\Deep'), number: sound.length - 4096 },
  { title: 'a value at an offset with the highest bit', place: list('Own\\Deep'), number: 0xfffffff8 },
  { title: 'a value within a cell', place: list('Own\\Deep'), number: u32(list('Own\\Deep')) + 8 },
  { title: 'data behind the end', place: value('Own\\Deep', 0) + 8, number: 0x7ffffff8 },
];
for (const { title, place, number, offset = number } of damages) {
  test(`${title} ends the walk with its offset`, () => {
    const bytes = Buffer.from(sound);
    bytes.writeUInt32LE(number, place);
    const message = new RegExp(`at offset 0x${(offset + 4096).toString(16)}:`);
    assert.throws(() => walkHive(bytes, {}), { code: 'HIVE_INVALID', message });
    assert.throws(() => parseHive(bytes), { code: 'HIVE_INVALID', message });
  });
}

test('more values than their list can hold end the walk with the offset of the list', () => {
  const bytes = Buffer.from(sound);
  bytes.writeUInt32LE(0x40000001, node('Own\\Deep') + 36); // four times it, in 32 bits, is 4
  const message = new RegExp(`at offset 0x${(list('Own\\Deep') - 4).toString(16)}:`);
  assert.throws(() => walkHive(bytes, {}), { code: 'HIVE_INVALID', message });
});

test('a known name is never taken for another one', () => {
  const byte = fc.constantFrom(0, 0x41, 0xff);
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 400, maxLength: 400 }),
      fc.array(byte, { minLength: 400, maxLength: 400 }),
      (any, few) => {
        const bytes = Buffer.from([...any, ...few]);
        const names = new NameReader(bytes, readWords(bytes));
        for (let start = 0; start < 760; start += 4) {
          for (let length = 0; length <= 36; length++) {
            assert.equal(names.read(start, length, true), bytes.toString('latin1', start, start + length));
          }
        }
      },
    ),
    { numRuns: sampled(10, 200) },
  );
});

/** The place of the list of values. */
function list(path: string): number {
  return u32(node(path) + 40) + 4096 + 4;
}

/** A walk does not tell of the flag that no key of a file should have. */
function stripped({ volatile, ...key }: RegistryKey): RegistryKey {
  return { ...key, subkeys: key.subkeys.map(stripped) };
}
