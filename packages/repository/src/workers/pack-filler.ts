import { randomUUID } from 'node:crypto';
import type { Spool } from '../backend/backend.ts';
import { OpenPack } from '../pack/open-pack.ts';
import { PackFile } from '../pack/pack-file.ts';
import { PackMemory } from '../pack/pack-memory.ts';
import { requireOpened, roomToSeal, type SealingParts, sealBlobInto } from '../pack/seal-blob.ts';
import { ScratchMemory } from '../system/scratch-memory.ts';
import { BlobOpener } from './blob-opener.ts';

/** What it takes to seal blobs and to pack them. */
export interface PackingParts extends SealingParts {
  /** Bytes with which a pack is full. */
  readonly packSize: number;
}

/** For whom a pack is filled, and the folder where; without one it is filled in memory. */
export interface PackTarget {
  writer: number;
  spool?: Spool | undefined;
}

/** A pack that has all its bytes: in a file, or in memory. */
export type FinishedPack = { pack: string; name: string } & ({ path: string } | { bytes: Uint8Array });

/** Where blobs went: one behind the other into a pack, known by a name of its own as long as it is open. */
export interface Packed {
  pack: string;
  offset: number;
  lengths: number[];
  /** Bytes of the content of each that is compressed, 0 for one stored plain. */
  plainLengths: number[];
  /** The pack, when it is full now. */
  finished: FinishedPack | undefined;
}

interface Filling {
  key: string;
  pack: OpenPack<PackFile | PackMemory>;
}

/** Fills packs with data blobs, one at a time for each writer. */
export class PackFiller {
  readonly #parts: PackingParts;
  readonly #opener: BlobOpener;
  readonly #filling = new Map<number, Filling>();
  /** Where blobs are sealed. */
  readonly #scratch = new ScratchMemory();

  constructor(parts: PackingParts) {
    this.#parts = parts;
    this.#opener = new BlobOpener(parts.sealer);
  }

  /** Adds blobs that are not stored yet. When it throws, the pack can only be dropped. */
  add({ writer, spool }: PackTarget, blobs: readonly { id: string; content: Uint8Array }[]): Packed {
    const filling = this.#filling.get(writer) ?? this.#begin(writer, spool);
    const { pack, key } = filling;
    const offset = pack.size;
    const memory = this.#scratch.take(blobs.reduce((sum, { content }) => sum + roomToSeal(content.length), 0));
    let filled = 0;
    const sealed = blobs.map(({ id, content }) => {
      const { length, plainLength } = sealBlobInto(this.#parts, 'data', content, memory.subarray(filled));
      filled += length;
      return { type: 'data' as const, id, length, plainLength };
    });
    pack.addAll(sealed, memory.subarray(0, filled));
    let start = 0;
    for (const { id, length, plainLength } of sealed) {
      requireOpened(this.#opener.open(id, memory.subarray(start, start + length), plainLength));
      start += length;
    }
    this.#opener.end();
    return {
      pack: key,
      offset,
      lengths: sealed.map(({ length }) => length),
      plainLengths: sealed.map(({ plainLength }) => plainLength),
      finished: pack.isFull ? this.finish(writer) : undefined,
    };
  }

  finish(writer: number): FinishedPack | undefined {
    const filling = this.#filling.get(writer);
    if (filling === undefined) return undefined;
    const { key, pack } = filling;
    const name = pack.finish(this.#parts.sealer);
    this.#filling.delete(writer);
    if (pack.content instanceof PackMemory) return { pack: key, name, bytes: pack.content.bytes };
    pack.content.close();
    return { pack: key, name, path: pack.content.path };
  }

  /** Of one writer, or of all. */
  drop(writer?: number): void {
    for (const [owner, { pack }] of this.#filling) {
      if (writer !== undefined && owner !== writer) continue;
      this.#filling.delete(owner);
      if (pack.content instanceof PackFile) pack.content.remove();
    }
  }

  #begin(writer: number, spool: Spool | undefined): Filling {
    const content = spool === undefined ? new PackMemory() : new PackFile(spool);
    const filling = { key: randomUUID(), pack: new OpenPack(content, this.#parts.packSize) };
    this.#filling.set(writer, filling);
    return filling;
  }
}
