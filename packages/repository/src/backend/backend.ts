export type FileType = 'config' | 'keys' | 'snapshots' | 'index' | 'locks' | 'data';

/** All but `config`, of which there is one. */
export const namedTypes = ['keys', 'snapshots', 'index', 'locks', 'data'] as const satisfies readonly FileType[];

export interface StoredFile {
  name: string;
  size: number;
}

export interface FileRange {
  offset: number;
  length: number;
}

/** The folder of a repository on this computer, and the modes of what is made in it. */
export interface Spool {
  root: string;
  modes: { folder: number; file: number };
}

/**
 * Where a repository's files lie. `config` has the name ''; every other file is named by 64 hex digits.
 * Failures are `ResiteError`s: `FILE_MISSING` for a file that is not there, `FILE_ACCESS`, `DISK_FULL`; from servers the codes
 * that `REPOSITORY_UNREACHABLE` and its neighbours in the table of codes describe.
 */
export interface Backend {
  /** For messages, as the user wrote it; holds no secret. */
  readonly location: string;
  /** Lays out an empty repository, and leaves alone what is there already. */
  create(): Promise<void>;
  /** All or nothing, and durable when it returns. */
  save(type: FileType, name: string, parts: readonly Uint8Array[]): Promise<void>;
  /** The whole file, or exactly the range; a file that ends earlier is `REPOSITORY_DAMAGED`. */
  load(type: FileType, name: string, range?: FileRange): Promise<Buffer>;
  /** Where a file lies on this computer, there or not, so that threads can read it by themselves. */
  localPath?(type: FileType, name: string): string;
  /** Where threads can write packs by themselves, for `adopt`; undefined where bytes go through `save`. */
  spool?(): Promise<Spool>;
  /** As `save`, of a pack that lies in a file of the spool: the file gets its name. */
  adopt?(name: string, path: string): Promise<void>;
  /** Every file of a type, in no order, without unfinished files and those of other programs. */
  list(type: FileType): Promise<StoredFile[]>;
  /**
   * A file that is not there is no error. Durable when it returns, but for packs and locks: an index or snapshot that came
   * back after a power failure would name packs that were removed after it. `REPOSITORY_APPEND_ONLY` where nothing may be
   * removed.
   */
  remove(type: FileType, name: string): Promise<void>;
  /** Removes what killed saves have left. Only while nobody else writes; missing where a save leaves nothing. */
  removeUnfinished?(): Promise<void>;
  /** Closes the connections and ends what is still under way on them. */
  close(): Promise<void>;
}

/** True for the only names that repository files have. */
export function isFileName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** Path of a file below the root of a repository, as restic lays it out (restic: internal/backend/layout_default.go). */
export function filePath(type: FileType, name: string): string {
  if (type === 'config') return 'config';
  return type === 'data' ? `data/${name.slice(0, 2)}/${name}` : `${type}/${name}`;
}
