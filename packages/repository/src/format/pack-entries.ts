import type { IndexedPack } from './index-file.ts';
import type { PackedBlob } from './pack-header.ts';

/** What a pack holds by what several sources say, each blob at each place once. */
export function unitedEntries(...sources: readonly (readonly PackedBlob[] | undefined)[]): PackedBlob[] {
  const all = sources.flatMap(blobs => blobs ?? []);
  return [...new Map(all.map(blob => [entryText(blob), blob])).values()];
}

/** Several index files may each name a part of a pack. */
export function unitedPack(known: IndexedPack | undefined, pack: IndexedPack): IndexedPack {
  return known === undefined ? pack : { id: pack.id, blobs: unitedEntries(known.blobs, pack.blobs) };
}

export function hasSameEntries(left: readonly PackedBlob[], right: readonly PackedBlob[]): boolean {
  const text = (blobs: readonly PackedBlob[]) => blobs.map(entryText).sort().join();
  return left.length === right.length && text(left) === text(right);
}

/** Two entries are the same when this is. */
export const entryText = ({ type, id, offset, length, plainLength }: PackedBlob) =>
  `${type} ${id} ${offset} ${length} ${plainLength}`;
