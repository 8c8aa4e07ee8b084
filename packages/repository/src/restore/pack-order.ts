import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { UnnamedPack } from '../store/blob-place.ts';

/** Sorts things by the place of their first data blob: first by pack, in the order in which packs come up, then by offset. */
export function inPackOrder<T>(all: readonly T[], index: BlobIndex, idsOf: (one: T) => readonly string[]): T[] {
  const packs = new Map<string | UnnamedPack, number>();
  const keyed = all.map(one => {
    const [first] = idsOf(one);
    const place = first === undefined ? undefined : index.place('data', first);
    if (place === undefined) return { one, pack: -1, offset: 0 };
    if (!packs.has(place.pack)) packs.set(place.pack, packs.size);
    return { one, pack: packs.get(place.pack)!, offset: place.offset };
  });
  return keyed.sort((a, b) => a.pack - b.pack || a.offset - b.offset).map(({ one }) => one);
}
