import type { RestoreResult } from '../contract/restore.ts';

/** What a restore has done before it has done anything; it counts in it. */
export const nothingRestored = (): RestoreResult => ({
  files: 0,
  folders: 0,
  bytes: 0,
  filesUnchanged: 0,
  bytesUnchanged: 0,
  skipped: 0,
  deleted: 0,
  verified: 0,
  mended: [],
  failed: [],
});
