import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { UnnamedPack } from '../store/blob-place.ts';

/** Things that need data blobs, by the place of the first one: packs in the order in which they come first, then offsets. */
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
