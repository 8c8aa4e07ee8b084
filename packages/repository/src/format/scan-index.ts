import { sealOverhead } from '../crypto/seal.ts';

/** The content of an index file, without an object or a string for each blob. */
export interface ScannedIndex {
  packs: ScannedPack[];
  /** IDs of the blobs, 32 bytes each. */
  ids: Buffer;
  /** Four numbers for each blob: 1 for a tree and 0 for data, then offset, length and plain length of `PackedBlob`. */
  values: Uint32Array;
}

interface ScannedPack {
  id: string;
  /** Number of the blobs up to and including those of this pack. */
  end: number;
}

const idBytes = 32;
const idDigits = 2 * idBytes;
const packHeadLength = '{"id":"","blobs":['.length + idDigits;
const typeAt = '{"id":"","type":"'.length + idDigits;
const shortestBlob = '{"id":"","type":"data","offset":0,"length":32}'.length + idDigits;

/** What stands before ID, offset, length and plain length of a blob: first of data, then of a tree. */
const labels = ['data', 'tree'].map(type =>
  ['{"id":"', `","type":"${type}","offset":`, ',"length":', ',"uncompressed_length":'].map(text => Buffer.from(text)),
);
const comma = 0x2c;
const listEnd = 0x5d;
const objectEnd = 0x7d;
const digitZero = 0x30;
const letterT = 0x74;

/** The value of each byte as a digit of lower-case hex, -1 when it is none. */
const hexDigits = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit += 1) hexDigits[digit.toString(16).charCodeAt(0)] = digit;

/**
 * What `decodeIndex` finds in a text that is byte for byte as restic and `encodeIndex` write it, with half of the work.
 * Undefined for any other text: it may be an index all the same.
 */
export function scanIndex(text: Buffer): ScannedIndex | undefined {
  let at = scanHead(text);
  if (at < 0) return undefined;
  const most = Math.ceil(text.length / shortestBlob);
  const index = { packs: [], ids: Buffer.allocUnsafeSlow(most * idBytes), values: new Uint32Array(most * 4) };
  do at = scanPack(text, at + 1, index);
  while (text[at] === comma);
  return at >= 0 && /^\]\}\n?$/.test(slice(text, at, 4)) ? index : undefined;
}

// Each of these goes over what begins at `start` and returns where it ends, or -1 when something else stands there.

/** Up to the bracket before the packs. Old versions of restic named there the index files that this one replaced. */
function scanHead(text: Buffer): number {
  const plain = '{"packs":[';
  if (slice(text, 0, plain.length) === plain) return plain.length - 1;
  const superseding = '{"supersedes":[';
  if (slice(text, 0, superseding.length) !== superseding) return -1;
  let at = superseding.length - 1;
  do {
    if (!/^"[0-9a-f]{64}"$/.test(slice(text, at + 1, idDigits + 2))) return -1;
    at += idDigits + 3;
  } while (text[at] === comma);
  const rest = '],"packs":[';
  return slice(text, at, rest.length) === rest ? at + rest.length - 1 : -1;
}

function scanPack(text: Buffer, start: number, index: ScannedIndex): number {
  const head = /^\{"id":"([0-9a-f]{64})","blobs":\[$/.exec(slice(text, start, packHeadLength));
  if (head === null) return -1;
  let at = start + packHeadLength - 1;
  let blob = index.packs.at(-1)?.end ?? 0;
  do {
    at = scanBlob(text, at + 1, index, blob);
    blob += 1;
  } while (text[at] === comma);
  index.packs.push({ id: head[1]!, end: blob });
  return text[at] === listEnd && text[at + 1] === objectEnd ? at + 2 : -1;
}

/** One function, because compiling small functions into their callers took longer than the scan. */
function scanBlob(text: Buffer, start: number, { ids, values }: ScannedIndex, blob: number): number {
  const row = blob * 4;
  const kind = text[start + typeAt] === letterT ? 1 : 0;
  const expected = labels[kind]!;
  let at = start;
  values[row] = kind;
  for (let field = 0; field < 4; field += 1) {
    const label = expected[field]!;
    let same = 0;
    while (same < label.length && text[at + same] === label[same]) same += 1;
    if (same < label.length) {
      if (field === 3) break;
      return -1;
    }
    at += same;
    if (field === 0) {
      let all = 0;
      for (let to = blob * idBytes; to < (blob + 1) * idBytes; to += 1, at += 2) {
        const byte = (hexDigits[text[at]!]! << 4) | hexDigits[text[at + 1]!]!;
        ids[to] = byte;
        all |= byte;
      }
      if (all < 0) return -1;
    } else {
      const first = at;
      let value = 0;
      for (; at < text.length; at += 1) {
        const digit = text[at]! - digitZero;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      const hasLeadingZero = text[first] === digitZero && at > first + 1;
      if (at === first || hasLeadingZero || value > 0xffff_ffff) return -1;
      values[row + field] = value;
    }
  }
  const offset = values[row + 1]!;
  const length = values[row + 2]!;
  return text[at] === objectEnd && length >= sealOverhead && offset + length <= 0xffff_ffff ? at + 1 : -1;
}

function slice(text: Buffer, start: number, length: number): string {
  return text.toString('latin1', start, start + length);
}
