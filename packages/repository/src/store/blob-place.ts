import type { FileRange } from '../backend/backend.ts';

/** A pack that had no name when the index took note of it. */
export interface UnnamedPack {
  /** Bytes of it; once it is stored, its name instead. */
  load(range: FileRange): Promise<Buffer | string>;
}

/** Where a blob lies: a stored pack by its name, or one that is being filled. */
export interface BlobPlace {
  pack: string | UnnamedPack;
  offset: number;
  length: number;
  plainLength: number;
  /** Where the pack's last known blob ends. */
  packEnd: number;
}
