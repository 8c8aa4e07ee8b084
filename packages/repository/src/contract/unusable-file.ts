import type { ResiteError } from '@resite/errors';

/** One file of a repository that cannot be used: damaged, unreadable, or not what its folder holds. The others can. */
export interface UnusableFile {
  readonly type: 'snapshots' | 'index' | 'keys';
  /** Its name. */
  readonly id: string;
  /** What is wrong with it, and what can be done. */
  readonly error: ResiteError;
}

/** Hears of a file that is left out. */
export type OnUnusable = (file: UnusableFile) => void;
