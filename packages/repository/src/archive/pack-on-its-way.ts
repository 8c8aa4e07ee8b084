import type { FileRange } from '../backend/backend.ts';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import { PackedBlobs } from '../format/packed-blobs.ts';
import type { UnnamedPack } from '../store/blob-place.ts';

/** A pack on its way into the repository: what is in it so far, and the index's handle for it. */
export class PackOnItsWay implements UnnamedPack {
  readonly handle: number;
  readonly blobs = new PackedBlobs();
  /** Once it is stored. */
  name: string | undefined;
  readonly #load: (range: FileRange) => Promise<Buffer | undefined>;

  /** `load` gives bytes that are in memory; otherwise it stores the pack and gives none. */
  constructor(index: BlobIndex, load: (range: FileRange) => Promise<Buffer | undefined>) {
    this.handle = index.addPack(this);
    this.#load = load;
  }

  async load(range: FileRange): Promise<Buffer | string> {
    const bytes = this.name === undefined ? await this.#load(range) : undefined;
    return bytes ?? this.name!;
  }
}
