import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { TreeNode } from '../contract/node.ts';
import type { ExistingContent } from '../contract/target.ts';
import { sha256 } from '../crypto/hash.ts';
import { contentSize } from '../format/pack-header.ts';

/** A blob at its place in a file. */
export interface Piece {
  id: string;
  position: number;
  size: number;
}

/** The pieces of a file; undefined when a blob is in no index, so that nobody knows where the next one begins. */
export function piecesOf({ content = [] }: TreeNode, index: BlobIndex): Piece[] | undefined {
  let position = 0;
  const pieces: Piece[] = [];
  for (const id of content) {
    const place = index.place('data', id);
    if (place === undefined) return undefined;
    const size = contentSize(place);
    pieces.push({ id, position, size });
    position += size;
  }
  return pieces;
}

/** The pieces that are not in the content at their position. */
export async function wrongPieces(
  pieces: readonly Piece[],
  there: ExistingContent,
  breathe: () => Promise<void>,
): Promise<Piece[]> {
  const wrong: Piece[] = [];
  for (const piece of pieces) {
    await breathe();
    const { id, position, size } = piece;
    const isThere = position + size <= there.size && sha256(await there.read(position, size)) === id;
    if (!isThere) wrong.push(piece);
  }
  return wrong;
}
