import type { IndexedPack } from '../format/index-file.ts';
import type { BlobType } from '../format/pack-header.ts';

export interface LostBlob {
  type: BlobType;
  id: string;
  pack: string;
}

/** Of blobs that cannot be read, those that lie in no other pack than the damaged ones. */
export function withoutCopies(
  unreadable: readonly LostBlob[],
  packs: Iterable<IndexedPack>,
  damaged: ReadonlySet<string>,
): LostBlob[] {
  const wanted = new Set(unreadable.map(({ type, id }) => `${type} ${id}`));
  if (wanted.size === 0) return [];
  for (const { id: pack, blobs } of packs) {
    if (damaged.has(pack)) continue;
    for (const { type, id } of blobs) wanted.delete(`${type} ${id}`);
  }
  return unreadable.filter(({ type, id }) => wanted.has(`${type} ${id}`));
}
