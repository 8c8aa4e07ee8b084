import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { sampled, seed } from '../../../scripts/sample.ts';
import { BlobIndex } from '../src/blob-index/blob-index.ts';
import { decodeIndex, encodeIndex, type IndexedPack } from '../src/format/index-file.ts';
import type { BlobType } from '../src/format/pack-header.ts';
import { scanIndex } from '../src/format/scan-index.ts';

const runs = { numRuns: sampled(250, 20_000), seed };

/** Few, so that blobs come more than once; two share the slot in the table. */
const ids = ['00'.repeat(32), `00000000${'f9'.repeat(28)}`, 'ab'.repeat(32), '0123456789abcdef'.repeat(4)];
const types: BlobType[] = ['data', 'tree'];

const number = fc.oneof(fc.nat(100_000), fc.constantFrom(0, 9, 10, 2 ** 31, 2 ** 32 - 33, 2 ** 32 - 32));
const blob = fc
  .record({
    id: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ids) }, fc.stringMatching(/^[0-9a-f]{64}$/)),
    type: fc.constantFrom(...types),
    offset: number,
    length: number.map(length => Math.max(32, length)),
    plainLength: fc.oneof(number, fc.constant(2 ** 32 - 1)),
  })
  .filter(({ offset, length }) => offset + length < 2 ** 32);
const pack = fc.record({
  id: fc.constantFrom('cd'.repeat(32), '9'.repeat(64), 'e'.repeat(64)),
  blobs: fc.array(blob, { minLength: 1, maxLength: 6 }),
});
const packs = fc.array(pack, { minLength: 1, maxLength: 4 });

function addDecoded(index: BlobIndex, packs: IndexedPack[]): void {
  for (const { id, blobs } of packs) {
    const handle = index.addPack(id);
    for (const blob of blobs) index.add(handle, blob);
  }
}

/** All that an index says of these blobs. */
function view(index: BlobIndex, ids: Iterable<string>): unknown {
  const blobs = types.flatMap(type =>
    [...ids].map(id => [type, id, index.has(type, id), index.place(type, id), index.otherPlaces(type, id)]),
  );
  return [index.size, blobs];
}

function idsOf(packs: IndexedPack[]): Set<string> {
  return new Set([...ids, ...packs.flatMap(({ blobs }) => blobs.map(({ id }) => id))]);
}

/** What the exact decoder says, undefined when it refuses. */
function decoded(text: Buffer): IndexedPack[] | undefined {
  try {
    return decodeIndex(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether the scanner takes the text; if so, the decoder must take it as the same. */
function isScannedAsDecoded(text: Buffer): boolean {
  const scanned = scanIndex(text);
  if (scanned === undefined) return false;
  const expected = decoded(text);
  assert.ok(expected !== undefined, `scanned, but no index: ${text}`);
  const [one, other] = [new BlobIndex(), new BlobIndex()];
  one.addScanned(scanned);
  addDecoded(other, expected);
  const isSame = isDeepStrictEqual(view(one, idsOf(expected)), view(other, idsOf(expected)));
  assert.ok(isSame, 'scanned as something else than decoded'); // deepEqual takes minutes to say what differs
  return true;
}

test('the scanner reads what we write, and adds the same as the decoder to what is there already', () => {
  const distrusted = fc.array(fc.tuple(fc.constantFrom(...types), fc.constantFrom(...ids)), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(packs, { minLength: 1, maxLength: 3 }), distrusted, (files, distrusted) => {
      const [one, other] = [new BlobIndex(), new BlobIndex()];
      for (const file of files) {
        const scanned = scanIndex(encodeIndex(file));
        assert.ok(scanned !== undefined);
        one.addScanned(scanned);
        addDecoded(other, file);
        assert.deepEqual(view(one, idsOf(files.flat())), view(other, idsOf(files.flat())));
        for (const [type, id] of distrusted) {
          one.distrust(type, id);
          other.distrust(type, id);
        }
      }
    }),
    runs,
  );
});

test('thousands of blobs are scanned', () => {
  const blobs = Array.from({ length: 10_000 }, (_, number) => ({
    id: number.toString(16).padStart(8, '0').repeat(8),
    type: types[number % 2]!,
    offset: number * 100,
    length: 100,
    plainLength: number % 3,
  }));
  const half = blobs.length / 2;
  const packs = [
    { id: 'a'.repeat(64), blobs: blobs.slice(0, half) },
    { id: 'b'.repeat(64), blobs: blobs.slice(half) },
  ];
  assert.equal(isScannedAsDecoded(encodeIndex(packs)), true);
});

test('for a changed text, the scanner says nothing or the same as the decoder', () => {
  const piece = fc.oneof(
    fc.constantFrom('0', '00', '1', '-', '-0', '.0', 'e3', '1e3', '4294967295', '4294967296', '9'.repeat(400), 'null'),
    fc.constantFrom(' ', '\n', ',', '"', ':', '[', ']', '{', '}', '[]', '{}', '},{', ']},{', '\\u0061', '\ufeff'),
    fc.constantFrom(
      '"offset":1,',
      '"type":"tree",',
      '"id":"",',
      ',"uncompressed_length":1',
      ',"length":32',
      '"packs":[]',
    ),
    fc.constantFrom('tree', 'data', 'tata', 'A', 'g', '/', ':', '`', '\0', 'ab'.repeat(32)),
    fc.json(),
  );
  const change = fc.oneof(
    fc.record({ at: fc.nat(), remove: fc.constant(1), insert: fc.uint8Array({ minLength: 1, maxLength: 1 }) }),
    fc.record({ at: fc.nat(), remove: fc.nat(3), insert: piece.map(text => Buffer.from(text)) }),
    fc.record({ at: fc.nat(), remove: fc.nat(200), insert: fc.constant(Buffer.alloc(0)) }),
  );
  fc.assert(
    fc.property(packs, fc.array(change, { minLength: 1, maxLength: 3 }), fc.boolean(), (packs, changes, inNumbers) => {
      let text = encodeIndex(packs);
      for (const { at, remove, insert } of changes) {
        // Most of a text is digits of IDs; what is behind a colon or before a comma is more delicate.
        const delicate = [...text.toString('latin1').matchAll(/(?<=":)|(?=[,}\]])/g)].map(({ index }) => index);
        const place = inNumbers && delicate.length > 0 ? delicate[at % delicate.length]! : at % (text.length + 1);
        text = Buffer.concat([text.subarray(0, place), insert, text.subarray(place + remove)]);
      }
      isScannedAsDecoded(text);
    }),
    runs,
  );
});

test('a text that is cut off anywhere is not scanned', () => {
  const text = encodeIndex([
    { id: ids[2]!, blobs: [{ id: ids[3]!, type: 'data', offset: 0, length: 40, plainLength: 50 }] },
    { id: ids[3]!, blobs: [{ id: ids[2]!, type: 'tree', offset: 10, length: 100, plainLength: 0 }] },
  ]);
  assert.equal(isScannedAsDecoded(text.subarray(0, -1)), true);
  for (let length = 0; length < text.length - 1; length += 1) {
    assert.equal(scanIndex(text.subarray(0, length)), undefined, `${length} bytes`);
  }
});

const [id, name] = [ids[3]!, ids[2]!];
const blobText = `{"id":"${id}","type":"data","offset":0,"length":32}`;
const withBlob = (text: string) => `{"packs":[{"id":"${name}","blobs":[${text}]}]}`;

for (const [what, text] of [
  ['with superseded files', withBlob(blobText).replace('{', `{"supersedes":["${id}","${name}"],`)],
  ['with the length of nothing', withBlob(blobText.replace('}', ',"uncompressed_length":0}'))],
] as const) {
  test(`an index ${what} is scanned`, () => {
    assert.equal(isScannedAsDecoded(Buffer.from(text)), true);
  });
}

for (const [what, text, isIndex] of [
  ['spaces', withBlob(` ${blobText}`), true],
  ['an exponent', withBlob(blobText.replace('32', '1e3')), true],
  ['the same key twice', withBlob(blobText.replace('"offset":0', '"offset":0,"offset":1')), true],
  ['a key that nobody knows', withBlob(blobText.replace('}', ',"x":1}')), true],
  ['no blobs', withBlob(''), true],
  ['no packs', '{"packs":[]}', true],
  ['a wrong name among those superseded', withBlob(blobText).replace('{', '{"supersedes":["x"],'), true],
  ['an escaped letter', withBlob(blobText.replace('data', '\\u0064ata')), true],
  ['two lines behind it', `${withBlob(blobText)}\n\n`, true],
  ['capital letters in an ID', withBlob(blobText.replace('a', 'A')), false],
  ['a number that is missing', withBlob(blobText.replace(':0', ':')), false],
  ['a leading zero', withBlob(blobText.replace('32', '032')), false],
  ['a length below the least', withBlob(blobText.replace('32', '31')), false],
  ['a length that is too large', withBlob(blobText.replace('32', '4294967296')), false],
  ['an end that is too far', withBlob(blobText.replace('32', '4294967295').replace(':0', ':1')), false],
  ['another type', withBlob(blobText.replace('data', 'text')), false],
  ['a letter that is no digit', withBlob(blobText.replace(id, id.replace('f', 'g'))), false],
  ['another text behind it', `${withBlob(blobText)}x`, false],
  ['a comma too many', withBlob(`${blobText},`), false],
  ['nothing at all', '', false],
] as const) {
  test(`${what}: it is left to the decoder whether a text is an index`, () => {
    assert.equal(scanIndex(Buffer.from(text)), undefined);
    assert.equal(decoded(Buffer.from(text)) !== undefined, isIndex);
  });
}
