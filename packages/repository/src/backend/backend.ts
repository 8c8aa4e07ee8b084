export type FileType = 'config' | 'keys' | 'snapshots' | 'index' | 'locks' | 'data';

export interface StoredFile {
  name: string;
  size: number;
}

/**
 * Where a repository's files lie. `config` has the name ''; every other file is named by 64 hex digits.
 * Failures are `ResiteError`s: `FILE_MISSING` for a file that is not there, `FILE_ACCESS`, `DISK_FULL`.
 */
export interface Backend {
  /** For messages, as the user wrote it. */
  readonly location: string;
  /** Lays out an empty repository; what is there already stays. */
  create(): Promise<void>;
  /** All or nothing, and durable when it returns. */
  save(type: FileType, name: string, parts: readonly Uint8Array[]): Promise<void>;
  /** The whole file, or exactly the range; a file that ends earlier is `REPOSITORY_DAMAGED`. */
  load(type: FileType, name: string, range?: { offset: number; length: number }): Promise<Buffer>;
  /** Every file of a type, in no order; strangers and unfinished files are left out. */
  list(type: FileType): Promise<StoredFile[]>;
  /** A file that is not there is no error. */
  remove(type: FileType, name: string): Promise<void>;
}

/** True for the only names that repository files have. */
export function isFileName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}
