import { decompressInto, largestContent } from '../compression/zstd.ts';
import { ScratchMemory } from '../system/scratch-memory.ts';
import { sha256 } from './hash.ts';
import { type Sealer, sealOverhead } from './seal.ts';

/** Content of a blob, verified against its ID; undefined when the sealed bytes are damaged. `plainLength` is 0 for a blob stored plain. */
export function openBlob(sealer: Sealer, id: string, sealed: Uint8Array, plainLength: number): Buffer | undefined {
  if (plainLength > largestContent) return undefined;
  const content = Buffer.allocUnsafeSlow(plainLength > 0 ? plainLength : Math.max(sealed.length - sealOverhead, 0));
  return openBlobInto(sealer, id, sealed, plainLength > 0, content) ? content : undefined;
}

/** As {@link openBlob}, into memory of exactly the content's size; false when the sealed bytes are damaged. */
export function openBlobInto(
  sealer: Sealer,
  id: string,
  sealed: Uint8Array,
  isCompressed: boolean,
  content: Uint8Array,
): boolean {
  const size = sealed.length - sealOverhead;
  if (!isCompressed) return size === content.length && sealer.openInto(sealed, content) && sha256(content) === id;
  const frame = scratch.take(Math.max(size, 0)).subarray(0, Math.max(size, 0));
  return sealer.openInto(sealed, frame) && decompressInto(frame, content) && sha256(content) === id;
}

/**
 * As {@link openBlob}, for little memory: the sealed bytes are decrypted where they are. Content that was compressed is in
 * `room`, which is made large enough; other content is where it was.
 */
export function openBlobInPlace(
  sealer: Sealer,
  id: string,
  sealed: Uint8Array,
  { plainLength, room }: { plainLength: number; room: (size: number) => Uint8Array },
): Uint8Array | undefined {
  if (plainLength > largestContent || sealed.length < sealOverhead) return undefined;
  const frame = sealed.subarray(sealOverhead / 2, sealed.length - sealOverhead / 2);
  if (!sealer.openInto(sealed, frame)) return undefined;
  const content = plainLength > 0 ? room(plainLength) : frame;
  if (plainLength > 0 && !decompressInto(frame, content)) return undefined;
  return sha256(content) === id ? content : undefined;
}

/** Where frames are opened. */
const scratch = new ScratchMemory();
