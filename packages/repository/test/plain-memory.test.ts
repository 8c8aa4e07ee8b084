import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { decodeIndex, encodeIndex } from '../src/format/index-file.ts';
import type { PackedBlob } from '../src/format/pack-header.ts';
import { PackedBlobs } from '../src/format/packed-blobs.ts';
import { ScratchMemory } from '../src/system/scratch-memory.ts';
import { TextBytes } from '../src/text/text-bytes.ts';

const blobs = Array.from(
  { length: 3000 },
  (_, number): PackedBlob => ({
    id: createHash('sha256').update(String(number)).digest('hex'),
    type: number % 7 === 0 ? 'tree' : 'data',
    offset: number * 1_000_000,
    length: 100 + number,
    plainLength: number % 3 === 0 ? 0 : 4_000_000_000,
  }),
);

test('blobs come out of plain memory as they went in, however many', () => {
  const packed = new PackedBlobs();
  for (const blob of blobs) packed.push(blob);
  assert.equal(packed.length, blobs.length);
  assert.deepEqual([...packed], blobs);
  assert.deepEqual([...packed], blobs, 'a second time');
});

test('an index is the JSON that restic writes, of any number of packs', () => {
  const id = 'ab'.repeat(32);
  for (const packs of [
    [],
    [{ id, blobs: [] }],
    [
      { id, blobs },
      { id: 'cd'.repeat(32), blobs },
    ],
  ]) {
    const stored = packs.map(pack => ({
      id: pack.id,
      blobs: pack.blobs.map(({ id, type, offset, length, plainLength }) => ({
        ...{ id, type, offset, length },
        ...(plainLength > 0 && { uncompressed_length: plainLength }),
      })),
    }));
    assert.equal(encodeIndex(packs).toString(), `${JSON.stringify({ packs: stored })}\n`);
  }
  const sound = blobs.slice(0, 1000);
  assert.deepEqual(decodeIndex(encodeIndex([{ id, blobs: sound }])), [{ id, blobs: sound }]);
});

test('a text in parts has the bytes of the whole, whatever its characters', () => {
  for (const part of ['', 'a', 'é', '€', '💾', `${'x'.repeat(16_383)}€`, '💾'.repeat(40_000)]) {
    for (const count of [0, 1, 7, 500]) {
      const bytes = new TextBytes();
      for (let number = 0; number < count; number += 1) bytes.add(part);
      assert.deepEqual(bytes.end(), Buffer.from(part.repeat(count)), `${count} times ${part.length} characters`);
    }
  }
});

test('memory that is used again is as large as it must be, and does not stay larger than it should', () => {
  const memory = new ScratchMemory();
  for (const size of [0, 1, 300_000, 1_000_000]) assert.ok(memory.take(size).length >= size);
  assert.equal(memory.take(10), memory.take(1_000_000), 'the same again');
  const large = memory.take(20_000_000);
  assert.equal(large.length, 20_000_000);
  assert.ok(memory.take(10).length < 1_000_000);
  assert.equal(large.length, 0, 'the large one is given back at once');
});
