import { BlobWork } from './blob-work.ts';
import { type CheckWork, checkWork } from './check-work.ts';
import type { PackingParts } from './pack-filler.ts';
import { type RestoreWork, restoreWork } from './restore-work.ts';

/** Every task of the threads. */
export type Work = BlobWork & RestoreWork & CheckWork;

export type Task = Exclude<keyof Work, symbol>;

export function makeWork(parts: PackingParts): Work {
  return Object.assign(new BlobWork(parts), restoreWork(parts.sealer), checkWork(parts.sealer));
}
