import type { Sealer } from '../crypto/seal.ts';
import { BlobWork } from './blob-work.ts';
import { type CheckWork, checkWork } from './check-work.ts';
import { type RestoreWork, restoreWork } from './restore-work.ts';

/** Every task of the threads. */
export type Work = BlobWork & RestoreWork & CheckWork;

export type Task = Exclude<keyof Work, symbol>;

export function makeWork(sealer: Sealer, version: 1 | 2): Work {
  return Object.assign(new BlobWork(sealer, version), restoreWork(sealer), checkWork(sealer));
}
