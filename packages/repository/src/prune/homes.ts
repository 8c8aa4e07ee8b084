import type { IndexedPack } from '../format/index-file.ts';
import type { BlobType } from '../format/pack-header.ts';
import type { BlobSet } from './used-blobs.ts';

/** For each blob in use, the one pack whose copy counts. */
export interface Homes {
  /** The pack's ID; undefined for a blob that is not in use or that none of the packs holds. */
  of(type: BlobType, id: string): string | undefined;
}

/** Of several packs that hold a blob, prefers the one with most other used data, so that the others may become unused. */
export function chooseHomes(packs: readonly IndexedPack[], used: BlobSet): Homes {
  const counts = { data: counter(used, 'data'), tree: counter(used, 'tree') };
  const eachUsed = (visit: (row: number, type: BlobType, pack: number, length: number) => void) => {
    for (const [number, { blobs }] of packs.entries()) {
      for (const { type, id, length } of blobs) {
        const row = used.tables[type].find(id);
        if (row >= 0) visit(row, type, number, length);
      }
    }
  };
  eachUsed((row, type) => {
    counts[type].copies[row]! += 1;
  });
  const unique = new Float64Array(packs.length);
  eachUsed((row, type, pack, length) => {
    if (counts[type].copies[row] === 1) unique[pack]! += length;
  });
  eachUsed((row, type, pack) => {
    const { home } = counts[type];
    const known = home[row]!;
    if (known < 0 || unique[pack]! > unique[known]!) home[row] = pack;
  });
  return {
    of(type, id) {
      const row = used.tables[type].find(id);
      return row < 0 ? undefined : packs[counts[type].home[row]!]?.id;
    },
  };
}

function counter(used: BlobSet, type: BlobType): { copies: Uint32Array; home: Int32Array } {
  const { size } = used.tables[type];
  return { copies: new Uint32Array(size), home: new Int32Array(size).fill(-1) };
}
