import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isSystemError } from '@resite/errors';
import { hasExtendedAttributes } from '@resite/filesystem';
import { largestContent } from '../compression/zstd.ts';
import { sha256 } from '../crypto/hash.ts';
import { openBlobInto } from '../crypto/open-blob.ts';
import type { Sealer } from '../crypto/seal.ts';
import { contentSize } from '../format/pack-header.ts';
import { type FinishedPack, type Packed, PackFiller, type PackTarget } from './pack-filler.ts';

const usualRoom = 1.5 * 1024 * 1024;

/** A small file of this computer, as it was found by the scan. */
export interface FileToRead {
  path: string | Uint8Array;
  size: number;
  /** Nanoseconds since 1970. */
  modified: bigint;
  changed: bigint;
  inode: bigint;
}

/** A file read as one piece; undefined instead when it is not as the scan found it, or cannot be read. */
export interface FileRead {
  /** Undefined for an empty file. */
  id: string | undefined;
  hasAttributes: boolean;
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

  constructor(sealer: Sealer, version: 1 | 2) {
    this.#sealer = sealer;
    this.#filler = new PackFiller({ sealer, version });
  }

  readFiles(batch: number, files: readonly FileToRead[]): (FileRead | undefined)[] {
    const room = this.#room(files.reduce((sum, file) => sum + file.size + 1, 0));
    const contents: Uint8Array[] = [];
    let filled = 0;
    const read = files.map(file => {
      const content = room.subarray(filled, filled + file.size);
      contents.push(content);
      const result = readUnchanged(file, room.subarray(filled, filled + file.size + 1));
      filled += file.size;
      return result === undefined ? undefined : { id: file.size === 0 ? undefined : sha256(content), ...result };
    });
    this.#batches.set(batch, { ids: read.map(file => file?.id), contents, room });
    return read;
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
      if (room !== undefined) this.#rooms.push(room);
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

  #room(size: number): Buffer {
    const last = this.#rooms.pop();
    return last !== undefined && last.length >= size ? last : Buffer.allocUnsafeSlow(Math.max(size, usualRoom));
  }
}

/** Links are not followed, a fifo put in the file's place does not block, and the access time stays. */
const quietly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const keepAccessTime = constants.O_NOATIME ?? 0;

/** Fills `room`, which has one byte more than the file should have. Leaves anything unexpected to the main thread. */
function readUnchanged(file: FileToRead, room: Uint8Array): Omit<FileRead, 'id'> | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openQuietly(file.path as string);
    if (readSync(descriptor, room, 0, room.length, null) !== file.size) return undefined;
    const { size, mtimeNs, ctimeNs, ino } = fstatSync(descriptor, { bigint: true });
    if (Number(size) !== file.size || mtimeNs !== file.modified || ctimeNs !== file.changed || ino !== file.inode)
      return undefined;
    return { hasAttributes: hasExtendedAttributes(descriptor) };
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
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
