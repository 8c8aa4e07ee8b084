import { createHash } from 'node:crypto';
import type { Sealer } from '../crypto/seal.ts';
import type { IndexedPack } from '../format/index-file.ts';
import { entryText } from '../format/pack-entries.ts';
import { decodeHeader, type PackedBlob } from '../format/pack-header.ts';
import type { BlobOpener } from './blob-opener.ts';
import { leastRead, type PackWindow } from './pack-window.ts';

export interface PackReader {
  sealer: Sealer;
  opener: BlobOpener;
  /** Opened on the pack. */
  window: PackWindow;
}

/** Compares a whole pack with its name, its header with the index, and every blob with its ID, a part at a time. */
export function findPackProblems({ sealer, opener, window }: PackReader, pack: IndexedPack): string[] {
  const file = `data/${pack.id}`;
  const blobs = pack.blobs.toSorted((a, b) => a.offset - b.offset);
  const whole = new WholeHash(window);
  const damaged: string[] = [];
  for (const { id, offset, length, plainLength } of blobs) {
    whole.catchUp(offset);
    const sealed = window.range(offset, length);
    whole.take();
    window.letGo(offset + length);
    if (sealed === undefined || opener.open(id, sealed, plainLength) === undefined)
      damaged.push(`blob ${id} in ${file} is damaged`);
  }
  const problems: string[] = [];
  if (whole.digest() !== pack.id) problems.push(`${file} is damaged: its content does not match its name`);
  const header = readHeader(sealer, window);
  if (header === undefined) problems.push(`${file} has a damaged header`);
  else if (!sameBlobs(header, blobs)) problems.push(`${file} holds other blobs than the index says`);
  return [...problems, ...damaged];
}

/** The hash of all bytes of a pack, fed with them while they are in memory. */
class WholeHash {
  readonly #window: PackWindow;
  readonly #hash = createHash('sha256');
  #end = 0;

  constructor(window: PackWindow) {
    this.#window = window;
  }

  /** Reads what lies before the offset, if that has been left out. */
  catchUp(offset: number): void {
    const end = Math.min(offset, this.#window.size);
    while (this.#end < end) {
      if (this.#window.range(this.#end, Math.min(leastRead, end - this.#end)) === undefined) return;
      this.take();
    }
  }

  /** The bytes that are in memory and have not been hashed yet. */
  take(): void {
    const bytes = this.#window.from(this.#end);
    if (bytes === undefined) return;
    this.#hash.update(bytes);
    this.#end += bytes.length;
  }

  digest(): string {
    this.catchUp(this.#window.size);
    return this.#hash.digest('hex');
  }
}

function readHeader(sealer: Sealer, window: PackWindow): PackedBlob[] | undefined {
  const end = window.size - 4;
  const length = window.range(end, 4);
  if (length === undefined) return undefined;
  const start = end - Buffer.from(length).readUInt32LE();
  const sealed = window.range(start, end - start);
  const header = sealed && sealer.open(sealed);
  return header && decodeHeader(header);
}

function sameBlobs(left: readonly PackedBlob[], right: readonly PackedBlob[]): boolean {
  return left.length === right.length && left.every((blob, place) => entryText(blob) === entryText(right[place]!));
}
