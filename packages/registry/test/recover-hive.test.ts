import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { marvin32 } from '../src/hive/recover/marvin32.ts';
import {
  checkHive,
  createKey,
  diffKeys,
  ensureKey,
  isDirtyHive,
  parseHive,
  type RegistryKey,
  recoverHive,
  stringValue,
  writeHive,
} from '../src/index.ts';
import { withChecksum } from './hive-bytes.ts';
import { cutOff, hashed, newLog, oldLog } from './make-logs.ts';

const options = { minorVersion: 5, timestamp: 77n } as const;

/** States of one hive; each is larger than the one before. */
function state(number: number): RegistryKey {
  const tree = createKey('R', { lastWrite: 1n });
  for (let index = 0; index < 100; index++) ensureKey(tree, `K\\${index}`, { lastWrite: 1n });
  for (let index = 0; index < number; index++) tree.values.push(stringValue(`v${index}`, 'text'.repeat(1000)));
  return tree;
}
const hives = [0, 1, 2, 3, 4].map(number => writeHive(state(number), options));
const [zero, one, two, three, four] = hives as [Buffer, Buffer, Buffer, Buffer, Buffer];
const log = (name: string, bytes: Buffer) => ({ name, bytes });

function recovers(bytes: Uint8Array, expected: number): void {
  assert.deepEqual(checkHive(bytes), []);
  const hive = parseHive(bytes);
  assert.equal(hive.dirty, false);
  assert.deepEqual(diffKeys(parseHive(hives[expected]!).root, hive.root), []);
}

test('the hashes are Marvin32 with the seed of Windows', () => {
  for (const [text, hash] of [
    ['', 0xb39efca403966e08n],
    ['a', 0x21a013c726f292f4n],
  ] as const) {
    assert.equal(marvin32(Buffer.from(text)), hash);
  }
  assert.equal(marvin32(Buffer.from(Array.from({ length: 40 }, (_, index) => index))), 0x2366e1bab67b6ea3n);
});

test('a clean hive stays as it is, whatever the logs say', () => {
  const { bytes, ...rest } = recoverHive(zero, [log('LOG1', newLog([zero, one], 1))]);
  assert.deepEqual(bytes, zero);
  assert.deepEqual(rest, { wasDirty: false, applied: [], ignored: [], emptied: [] });
});

for (const type of [1, 2]) {
  test(`old format, type ${type}: the pages are put in their places, and the hive grows`, () => {
    const recovery = recoverHive(cutOff(zero), [log('LOG', oldLog(zero, four, { type }))]);
    recovers(recovery.bytes, 4);
    assert.deepEqual(
      recovery.applied.map(({ log: name, sequence }) => [name, sequence]),
      [['LOG', 2]],
    );
    assert.deepEqual([recovery.bytes.readUInt32LE(4), recovery.bytes.readUInt32LE(8)], [3, 3]);
  });
}

test('old format: a write that was cut off in its middle', () => {
  const half = Buffer.concat([zero.subarray(0, 4096), four.subarray(4096)]);
  half.fill(0xee, 9000, 12_000);
  recovers(recoverHive(cutOff(half), [log('LOG', oldLog(zero, four))]).bytes, 4);
});

test('a damaged header comes back from either format', () => {
  const broken = cutOff(zero);
  broken.fill(0, 36, 44);
  recovers(recoverHive(broken, [log('LOG', oldLog(zero, three))]).bytes, 3);
  const newer = recoverHive(broken, [log('LOG1', newLog([zero, one], 1)), log('LOG2', newLog([zero, two, three], 2))]);
  recovers(newer.bytes, 3);
  assert.deepEqual(
    newer.ignored.map(({ log: name }) => name),
    ['LOG1'],
  );
});

test('old format: of two logs the one counts that was written with the hive; else the second if it is newer', () => {
  const other = writeHive(state(2), { ...options, timestamp: 76n });
  const first = recoverHive(cutOff(zero), [log('LOG1', oldLog(zero, other)), log('LOG2', oldLog(zero, three))]);
  recovers(first.bytes, 3);
  assert.deepEqual(first.ignored, [{ log: 'LOG1', reason: 'another one is used' }]);
  const later = writeHive(state(2), { ...options, timestamp: 78n });
  recovers(recoverHive(cutOff(zero), [log('LOG1', oldLog(zero, other)), log('LOG2', oldLog(zero, later))]).bytes, 2);
  assert.throws(() => recoverHive(cutOff(zero), [log('LOG1', oldLog(zero, later)), log('LOG2', oldLog(zero, other))]), {
    code: 'HIVE_INVALID',
    message: /no log file can finish it \(LOG1: it was written at another time than the hive; LOG2: /,
  });
});

test('new format: entries are applied in their order, from both logs, whichever comes first', () => {
  const logs = [log('LOG1', newLog([two, three, four], 4)), log('LOG2', newLog([zero, one, two], 2))];
  for (const order of [logs, logs.toReversed()]) {
    const { bytes, applied } = recoverHive(cutOff(zero, { primary: 3, secondary: 2 }), order);
    recovers(bytes, 4);
    assert.deepEqual(
      applied.map(({ log: name, sequence }) => `${name} ${sequence}`),
      ['LOG2 2', 'LOG2 3', 'LOG1 4', 'LOG1 5'],
    );
    assert.deepEqual([bytes.readUInt32LE(4), bytes.readUInt32LE(8)], [6, 6]);
  }
});

test('new format: what is in the hive already is not applied again', () => {
  const { bytes, ignored } = recoverHive(cutOff(two, { primary: 5, secondary: 4 }), [
    log('LOG1', newLog([zero, one, two], 2)),
    log('LOG2', newLog([two, three], 4)),
  ]);
  recovers(bytes, 3);
  assert.deepEqual(ignored, [{ log: 'LOG1', reason: 'what it holds is in the hive already' }]);
});

test('new format: a gap between the logs ends the recovery before it', () => {
  const { bytes, ignored } = recoverHive(cutOff(zero), [
    log('LOG1', newLog([zero, one], 2)),
    log('LOG2', newLog([two, three], 4)),
  ]);
  recovers(bytes, 1);
  assert.deepEqual(ignored, [{ log: 'LOG2', reason: 'something is missing before its entries' }]);
});

const second = (bytes: Buffer) => 512 + bytes.readUInt32LE(512 + 4);
for (const [what, spoil] of [
  ['a page', (bytes: Buffer) => bytes.writeUInt32LE(1, bytes.length - 600)],
  ['the number of an entry', (bytes: Buffer) => void bytes.writeUInt32LE(9, second(bytes) + 12)],
  ['the first hash', (bytes: Buffer) => void bytes.writeUInt32LE(9, second(bytes) + 24)],
  ['the second hash', (bytes: Buffer) => void bytes.writeUInt32LE(9, second(bytes) + 32)],
  [
    'a number that is right but not the next',
    (bytes: Buffer) => {
      bytes.writeUInt32LE(9, second(bytes) + 12);
      hashed(bytes.subarray(second(bytes)));
    },
  ],
  [
    'the size of the bins',
    (bytes: Buffer) => {
      bytes.writeUInt32LE(4097, second(bytes) + 16);
      hashed(bytes.subarray(second(bytes)));
    },
  ],
  [
    'a page beyond the bins',
    (bytes: Buffer) => {
      bytes.writeUInt32LE(0x10000000, second(bytes) + 40);
      hashed(bytes.subarray(second(bytes)));
    },
  ],
] as const) {
  test(`new format: ${what} that is wrong ends the recovery before its entry`, () => {
    const bytes = newLog([zero, one, two], 2);
    spoil(bytes);
    const recovery = recoverHive(cutOff(zero), [log('LOG1', bytes)]);
    recovers(recovery.bytes, 1);
    assert.equal(recovery.applied.length, 1);
  });
}

for (const [what, spoil, reason] of [
  ['an empty log', () => Buffer.alloc(0), /it is empty/],
  ['a short one', (bytes: Buffer) => bytes.subarray(0, 700), /it is too short/],
  ['another file', (bytes: Buffer) => bytes.fill(0, 0, 4), /does not begin with "regf"/],
  ['a wrong checksum', (bytes: Buffer) => bytes.fill(1, 508, 512), /the checksum of its header is wrong/],
  ['a hive', (bytes: Buffer) => withChecksum(bytes.fill(0, 28, 32)), /its type is 0/],
  ['a log that was cut off itself', (bytes: Buffer) => withChecksum(bytes.fill(9, 8, 9)), /it was itself cut off/],
  ['a log without its map', (bytes: Buffer) => bytes.fill(0, 512, 516), /it holds no "DIRT"/],
  [
    'a log that ends in its pages',
    (bytes: Buffer) => bytes.subarray(0, bytes.length - 512),
    /it ends within its pages/,
  ],
] as [string, (bytes: Buffer) => Buffer, RegExp][]) {
  test(`${what} is refused with the reason, and the hive stays dirty`, () => {
    const dirty = cutOff(zero);
    assert.throws(() => recoverHive(dirty, [log('SYSTEM.LOG1', spoil(oldLog(zero, four)))]), {
      code: 'HIVE_INVALID',
      message: new RegExp(`no log file can finish it \\(SYSTEM.LOG1: .*${reason.source}`),
    });
    assert.throws(() => recoverHive(dirty, []), { code: 'HIVE_INVALID', message: /no log file can finish it$/ });
    assert.equal(isDirtyHive(dirty), true);
    assert.equal(isDirtyHive(zero), false);
  });
}

test('a bin from a log that cannot be one is replaced by an empty one', () => {
  const bad = Buffer.from(one);
  bad.write('nope', bad.length - 4096);
  const { bytes, emptied } = recoverHive(cutOff(zero), [log('LOG', oldLog(zero, bad))]);
  assert.deepEqual(emptied, [bad.length - 4096]);
  assert.equal(bytes.toString('latin1', bad.length - 4096, bad.length - 4092), 'hbin');
});

test('any change to hive and logs is recovered from or refused', () => {
  const change = fc.tuple(
    fc.nat(),
    fc.oneof(fc.constantFrom(0, 1, 0xffffffff, 4096), fc.integer({ min: 0, max: 0xffffffff })),
  );
  const logs = [oldLog(zero, two), newLog([zero, one, two], 2)];
  fc.assert(
    fc.property(
      fc.constantFrom(...logs),
      fc.array(change, { maxLength: 5 }),
      fc.array(change, { maxLength: 3 }),
      (original, inLog, inHive) => {
        const [bytes, hive] = [Buffer.from(original), cutOff(zero)];
        for (const [place, value] of inLog) bytes.writeUInt32LE(value, (place % 300) * 4);
        for (const [place, value] of inHive) hive.writeUInt32LE(value, (place % 128) * 4);
        withChecksum(bytes);
        try {
          recoverHive(hive, [log('LOG1', bytes)]);
        } catch (error) {
          if (!isResiteError(error, 'HIVE_INVALID')) throw error;
        }
      },
    ),
    { numRuns: sampled(90, 3_000) },
  );
});
