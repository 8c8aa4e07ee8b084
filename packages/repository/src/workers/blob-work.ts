import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isSystemError } from '@resite/errors';
import { hasExtendedAttributes } from '@resite/filesystem';
import { largestContent } from '../compression/zstd.ts';
import { sha256 } from '../crypto/hash.ts';
import { openBlobInto } from '../crypto/open-blob.ts';
import type { Sealer } from '../crypto/seal.ts';
import { contentSize } from '../format/pack-header.ts';
import { free } from '../system/scratch-memory.ts';
import { type FinishedPack, type Packed, PackFiller, type PackingParts, type PackTarget } from './pack-filler.ts';

const usualRoom = 1.5 * 1024 * 1024;
const mostSpareRooms = 2;

/** Small files of this computer, as they were found by the scan. */
export interface FilesToRead {
  paths: (string | Uint8Array)[];
  /** Of each its size, the times of modification and change (nanoseconds since 1970) and its inode, modulo 2^64. */
  states: BigInt64Array;
}

/** The sizes of the files, as the scan found them. */
export function sizesOf({ paths, states }: FilesToRead): number[] {
  return paths.map((_, position) => Number(stateAt(states, position)[0]));
}

const stateAt = (states: BigInt64Array, position: number) => states.subarray(position * 4, position * 4 + 4);

/** How the reading of a file as one piece ended; `changed` when it is not as the scan found it, or cannot be read. */
export type Outcome = 'plain' | 'attributes' | 'changed';

export interface FilesRead {
  /** Undefined for an empty file, and for one that was not read. */
  ids: (string | undefined)[];
  outcomes: Outcome[];
}

/** The contents of blobs one behind the other; that of a damaged one is rubbish. */
export interface OpenedBlobs {
  bytes: Uint8Array;
  damaged: boolean[];
}

export interface SealedRange {
  id: string;
  offset: number;
  length: number;
  plainLength: number;
}

/**
 * The work on many blobs at once, in a worker thread or in the main one. Between reading and packing the content
 * stays here, under the batch's number: only the thread that knows the index can tell which blobs are new.
 */
export class BlobWork {
  readonly #sealer: Sealer;
  readonly #filler: PackFiller;
  readonly #batches = new Map<number, { ids: (string | undefined)[]; contents: Uint8Array[]; room?: Buffer }>();
  /** Memory that batches of files were read into. */
  readonly #rooms: Buffer[] = [];

  constructor(parts: PackingParts) {
    this.#sealer = parts.sealer;
    this.#filler = new PackFiller(parts);
  }

  readFiles(batch: number, files: FilesToRead): FilesRead {
    const sizes = sizesOf(files);
    const room = this.#room(sizes.reduce((sum, size) => sum + size + 1, 0));
    const contents: Uint8Array[] = [];
    const outcomes: Outcome[] = [];
    let filled = 0;
    const ids = files.paths.map((path, position) => {
      const size = sizes[position]!;
      const outcome = readUnchanged(path, stateAt(files.states, position), room.subarray(filled, filled + size + 1));
      const content = room.subarray(filled, filled + size);
      filled += size;
      contents.push(content);
      outcomes.push(outcome);
      return outcome === 'changed' || size === 0 ? undefined : sha256(content);
    });
    this.#batches.set(batch, { ids, contents, room });
    return { ids, outcomes };
  }

  hash(batch: number, contents: Uint8Array[]): string[] {
    const ids = contents.map(sha256);
    this.#batches.set(batch, { ids, contents });
    return ids;
  }

  /** Adds those blobs of a batch that are new, by position, to the open pack of a writer, and forgets the batch. */
  pack(batch: number, fresh: readonly number[], target: PackTarget): Packed | undefined {
    const { ids, contents, room } = this.#batches.get(batch)!;
    this.#batches.delete(batch);
    try {
      if (fresh.length === 0) return undefined;
      const blobs = fresh.map(position => ({ id: ids[position]!, content: contents[position]! }));
      return this.#filler.add(target, blobs);
    } finally {
      if (room !== undefined) this.#giveBack(room);
    }
  }

  /** Finishes the pack that is filled for a writer, if there is one. */
  finishPack(writer: number): FinishedPack | undefined {
    return this.#filler.finish(writer);
  }

  /** Drops the packs that are filled for a writer, or for all of them. */
  dropPacks(writer?: number): void {
    this.#filler.drop(writer);
  }

  open(sealed: Uint8Array, blobs: readonly SealedRange[]): OpenedBlobs {
    const sizes = blobs.map(contentSize);
    if (sizes.some(size => size < 0 || size > largestContent))
      return { bytes: Buffer.alloc(0), damaged: blobs.map(() => true) };
    const bytes = Buffer.allocUnsafeSlow(sizes.reduce((sum, size) => sum + size, 0));
    const damaged: boolean[] = [];
    let filled = 0;
    for (const [position, { id, offset, length, plainLength }] of blobs.entries()) {
      const start = filled;
      filled += sizes[position]!;
      const content = bytes.subarray(start, filled);
      damaged.push(!openBlobInto(this.#sealer, id, sealed.subarray(offset, offset + length), plainLength > 0, content));
    }
    return { bytes, damaged };
  }

  #giveBack(room: Buffer): void {
    if (this.#rooms.length < mostSpareRooms && room.length === usualRoom) this.#rooms.push(room);
    else free(room);
  }

  #room(size: number): Buffer {
    if (size > usualRoom) return Buffer.allocUnsafeSlow(size);
    return this.#rooms.pop() ?? Buffer.allocUnsafeSlow(usualRoom);
  }
}

/** Links are not followed, a fifo put in the file's place does not block, and the access time stays. */
const quietly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const keepAccessTime = constants.O_NOATIME ?? 0;

/** Fills `room`, which has one byte more than the file should have. Leaves anything unexpected to the main thread. */
function readUnchanged(path: string | Uint8Array, state: BigInt64Array, room: Uint8Array): Outcome {
  let descriptor: number | undefined;
  try {
    descriptor = openQuietly(path as string);
    if (readSync(descriptor, room, 0, room.length, null) !== room.length - 1) return 'changed';
    const { size, mtimeNs, ctimeNs, ino } = fstatSync(descriptor, { bigint: true });
    const isAsFound = [size, mtimeNs, ctimeNs, ino].every((value, place) => BigInt.asIntN(64, value) === state[place]);
    if (!isAsFound) return 'changed';
    return hasExtendedAttributes(descriptor) ? 'attributes' : 'plain';
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return 'changed';
    throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Only the owner may ask to keep the access time. */
function openQuietly(path: string): number {
  try {
    return openSync(path, quietly | keepAccessTime);
  } catch (error) {
    if (!isSystemError(error, 'EPERM')) throw error;
    return openSync(path, quietly);
  }
}
