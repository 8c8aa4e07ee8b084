import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { looksIncompressible } from '../src/compression/compressible.ts';
import { compressionModes, levelOf } from '../src/compression/modes.ts';
import { compress, compressBound, decompressInto, nodeCodec } from '../src/compression/zstd.ts';

const content = fc.oneof(
  fc.uint8Array({ maxLength: 5000 }),
  fc
    .tuple(fc.uint8Array({ maxLength: 50 }), fc.nat(500))
    .map(([part, times]) => Buffer.concat(Array(times).fill(part))),
);

test('frames of the two ways to zstd are understood by the other', () => {
  fc.assert(
    fc.property(content, fc.constantFrom(...compressionModes), (data, mode) => {
      const [fromOurs, fromNode] = [Buffer.alloc(data.length), Buffer.alloc(data.length)];
      assert.ok(nodeCodec.decompress(compress(data, levelOf(mode)), fromOurs));
      const room = Buffer.alloc(compressBound(data.length));
      assert.ok(decompressInto(room.subarray(0, nodeCodec.compress(data, room, levelOf(mode))), fromNode));
      assert.ok(fromOurs.equals(data) && fromNode.equals(data));
    }),
  );
});

test('a frame that is damaged or has another size is refused, and nothing after it is affected', () => {
  const data = Buffer.from('some content '.repeat(100));
  const frame = Buffer.from(compress(data));
  for (const decompress of [decompressInto, nodeCodec.decompress]) {
    for (const size of [0, data.length - 1, data.length + 1])
      assert.equal(decompress(frame, Buffer.alloc(size)), false);
    for (const bad of [Buffer.alloc(0), randomBytes(100), frame.subarray(0, -1), frame.subarray(5)])
      assert.equal(decompress(bad, Buffer.alloc(data.length)), false);
    assert.equal(decompress(frame, Buffer.alloc(data.length)), true);
  }
});

test('random data looks incompressible, what has text in it does not', () => {
  const random = randomBytes(1_000_000);
  assert.equal(looksIncompressible(random), true);
  assert.equal(looksIncompressible(Buffer.concat([random, Buffer.from('a text '.repeat(100_000))])), false);
  assert.equal(looksIncompressible(randomBytes(1000)), false); // not worth the look
});
