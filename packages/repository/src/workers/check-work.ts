import type { Sealer } from '../crypto/seal.ts';
import type { IndexedPack } from '../format/index-file.ts';
import { BlobOpener } from './blob-opener.ts';
import { findPackProblems } from './check-pack.ts';
import { type PackSource, PackWindow } from './pack-window.ts';

/** The part of a check that a thread does. */
export interface CheckWork {
  /** What is wrong with a pack; undefined when it cannot be read. */
  checkPack(pack: IndexedPack, source: PackSource): string[] | undefined;
}

export function checkWork(sealer: Sealer): CheckWork {
  const window = new PackWindow();
  const opener = new BlobOpener(sealer);
  return {
    checkPack(pack, source) {
      try {
        window.open(source);
        return findPackProblems({ sealer, opener, window }, pack);
      } catch (error) {
        if (error instanceof Error && 'syscall' in error) return undefined;
        throw error;
      } finally {
        window.close();
        opener.end();
      }
    },
  };
}
