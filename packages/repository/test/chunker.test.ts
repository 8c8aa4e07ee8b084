import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../scripts/sample.ts';
import { chunkContent } from '../src/chunker/chunk-file.ts';
import { degree, isChunkerPolynomial, randomPolynomial } from '../src/chunker/polynomial.ts';
import { Rabin } from '../src/chunker/rabin.ts';
import { backUp, makeRepository, resticOk, temporaryFolder } from './helpers.ts';

/** Reproducible bytes that look random. */
function noise(seed: number, length: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16)).update(Buffer.alloc(length));
}

test('content is cut where restic cuts it, with any polynomial', async t => {
  const folder = temporaryFolder(t);
  const source = join(folder, 'source');
  mkdirSync(source);
  const kib = 1024;
  const pattern = randomBytes(1000);
  const files: Record<string, Buffer> = {
    random: randomBytes(5_000_000),
    zeros: Buffer.alloc(8 * kib * kib + 1),
    pattern: Buffer.alloc(2_000_000, pattern),
    mixed: Buffer.concat([randomBytes(600_000), Buffer.alloc(2_000_000, 7), randomBytes(1_000_000)]),
    'min - 1': randomBytes(512 * kib - 1),
    min: randomBytes(512 * kib),
    'min + 1': randomBytes(512 * kib + 1),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(source, name), content);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const ours = await backUp(repository, source);
  await resticOk(repository.location, ['backup', '--force', source]);
  const theirs = await repository.findSnapshot('latest');
  for (const name of Object.keys(files)) {
    const { content } = (await repository.find(theirs.tree, join(source, name)))!;
    assert.deepEqual((await repository.find(ours.tree, join(source, name)))!.content, content, name);
  }
});

/** The pieces lie in memory that was asked for where `inPlace` says so, as far as there is room. */
async function lengths(rabin: Rabin, content: Buffer, pieces: number[], inPlace = (_piece: number) => false) {
  async function* inPieces(memory: () => Uint8Array) {
    let position = 0;
    for (const [number, size] of [...pieces, content.length].entries()) {
      for (let rest = content.subarray(position, position + size); rest.length > 0; ) {
        const room = inPlace(number) ? memory() : Buffer.alloc(rest.length);
        const piece = room.subarray(0, rest.length);
        piece.set(rest.subarray(0, piece.length));
        yield piece;
        rest = rest.subarray(piece.length);
        position += piece.length;
      }
    }
  }
  const result: number[] = [];
  let position = 0;
  for await (const { data, release } of chunkContent(inPieces, rabin)) {
    assert.ok(data.equals(content.subarray(position, position + data.length)));
    position += data.length;
    result.push(data.length);
    release();
  }
  assert.equal(position, content.length);
  return result;
}

test('the cuts do not depend on the pieces in which content comes', async () => {
  const rabin = new Rabin(0x3da3358b4dc173n);
  const content = noise(1, 4_000_000);
  const whole = await lengths(rabin, content, []);
  assert.ok(whole.length > 1);
  const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 1, max: 1_500_000 })), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(sizes, fc.func(fc.boolean()), async (pieces, inPlace) => {
      assert.deepEqual(await lengths(rabin, content, pieces, inPlace), whole);
    }),
    { numRuns: runs(6) },
  );
});

test('chunks that are held keep their content while more is cut', async () => {
  const rabin = new Rabin(0x3da3358b4dc173n);
  const content = noise(2, 20_000_000);
  async function* read(memory: () => Uint8Array) {
    for (let position = 0; position < content.length; ) {
      const room = memory();
      const copied = content.copy(room, 0, position);
      position += copied;
      yield room.subarray(0, copied);
    }
  }
  const held: Buffer[] = [];
  for await (const { data } of chunkContent(read, rabin)) held.push(data);
  assert.ok(held.length > 8);
  assert.ok(Buffer.concat(held).equals(content));
});

test('a random polynomial has degree 53, is irreducible and is never the same', () => {
  const [first, second] = [randomPolynomial(), randomPolynomial()];
  assert.deepEqual([degree(first), degree(second)], [53, 53]);
  assert.ok(isChunkerPolynomial(first) && isChunkerPolynomial(second));
  assert.notEqual(first, second);
});

for (const [what, polynomial] of [
  ['of degree 52', 0x1f_ffff_ffff_ffffn],
  ['that x divides', 0x3d_a335_8b4d_c172n],
  ['that is a square', 0x20_0000_0000_0001n],
  ['zero', 0n],
] as const) {
  test(`a polynomial ${what} is refused`, () => assert.equal(isChunkerPolynomial(polynomial), false));
}

test('the polynomial of the published example is accepted', () => assert.ok(isChunkerPolynomial(0x3da3358b4dc173n)));
