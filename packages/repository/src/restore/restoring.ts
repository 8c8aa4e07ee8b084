import type { BlobIndex } from '../index/blob-index.ts';
import type { RestoreOptions } from '../repository.ts';
import type { Store } from '../store.ts';
import type { Target } from '../target.ts';
import type { RestoreTally } from './restore-tally.ts';

/** What all parts of a restore work with. */
export interface Restoring<F> {
  store: Store;
  index: BlobIndex;
  target: Target<F>;
  options: RestoreOptions;
  tally: RestoreTally;
}
