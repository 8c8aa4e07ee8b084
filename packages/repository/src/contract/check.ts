import type { Remedy, Waste } from './remedy.ts';

/** Which packs a check reads: one of so many fixed parts, or a random sample of so many per cent or bytes. */
export type DataSubset =
  | { readonly part: number; readonly of: number }
  | { readonly percent: number }
  | { readonly bytes: number };

export interface CheckOptions {
  /** Read all packs, or some, and compare every byte with its checksum. */
  readData?: boolean | DataSubset | undefined;
  onProgress?: (progress: CheckProgress) => void;
  signal?: AbortSignal | undefined;
}

export interface CheckProgress {
  packs: number;
  totalPacks: number;
}

export interface CheckResult {
  /** Each sentence names the file and what is wrong; empty = sound. */
  problems: string[];
  /** What can be done about the problems, in the order in which to do it. */
  remedies: Remedy[];
  /** What costs only space. */
  waste: Waste[];
  snapshots: number;
  packs: number;
  blobs: number;
  /** Packs of which every byte was read and compared, and their bytes. */
  packsRead: number;
  bytesRead: number;
}
