import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { RestoreOptions } from '../contract/restore.ts';
import type { Target } from '../contract/target.ts';
import type { Store } from '../store/store.ts';
import type { RestoreTally } from './restore-tally.ts';

/** What all parts of a restore work with. */
export interface Restoring<F> {
  store: Store;
  index: BlobIndex;
  target: Target<F>;
  options: RestoreOptions;
  tally: RestoreTally;
}
