import { type Sealer, sealOverhead } from '../crypto/seal.ts';
import { decodeHeader, type PackedBlob, packSize } from '../format/pack-header.ts';

/** That of 25,000 blobs, in a place where it does not belong; ours have 10,000 at most. */
const largestHeader = 1024 * 1024;
const smallestHeader = sealOverhead + 37;
/** Bytes that are tried as headers, some seconds of work: somebody may have made garbage that looks like many. */
const mostTried = 8 * 1024 ** 3;

/**
 * What a pack holds by its header, also when that is not where it belongs: other bytes follow, or up to three of the last four,
 * which are its length, are missing. Undefined when there is none.
 */
export function searchHeader(sealer: Sealer, content: Buffer): PackedBlob[] | undefined {
  let tried = 0;
  for (const end of endsOf(content.length)) {
    for (const length of lengthsAt(content, end)) {
      const start = end - 4 - length;
      if (length < smallestHeader || start < 0 || (length > largestHeader && end !== content.length)) continue;
      tried += length;
      if (tried > mostTried) return undefined;
      const header = sealer.open(content.subarray(start, start + length));
      const blobs = header && decodeHeader(header);
      if (blobs !== undefined && packSize(blobs) === end) return blobs;
    }
  }
  return undefined;
}

/** Where a pack may have ended, by how much is to be tried for it. */
function* endsOf(size: number): Generator<number> {
  yield* [size, size + 1, size + 2];
  for (let end = size - 1; end > smallestHeader + 4; end -= 1) yield end;
  yield size + 3;
}

/** What the four bytes before `end` may say, the last of which may be missing. */
function* lengthsAt(content: Buffer, end: number): Generator<number> {
  const known = Math.min(4, content.length - (end - 4));
  if (end < 4 || known < 1) return;
  if (known === 4) {
    yield content.readUInt32LE(end - 4);
    return;
  }
  const low = content.readUIntLE(end - 4, known);
  for (let length = low; length <= largestHeader; length += 256 ** known) yield length;
}
