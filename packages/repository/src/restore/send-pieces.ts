import { isResiteError } from '@resite/errors';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { TargetFile } from '../contract/target.ts';
import { contentSize } from '../format/pack-header.ts';
import type { BlobPlace } from '../store/blob-place.ts';
import { forEachAtOnce } from '../system/at-once.ts';
import type { Piece } from './pieces.ts';
import type { Placed } from './placed.ts';
import { readBlob } from './read-blob.ts';
import { writePiece } from './read-pieces.ts';
import type { Restoring } from './restoring.ts';
import { runsOf } from './runs.ts';
import { sourceOf } from './source-of.ts';

const runsAtOnce = 4;
/** Of pieces that are all the same, such as zeros, at 8 MiB each; others make less. */
const mostPieces = 16;

interface PlacedPiece extends Piece {
  /** Undefined for a blob that is in no index: where the next piece begins is not known then. */
  place: BlobPlace | undefined;
}

/** Lets threads write the content of an open file, in no order. All pieces of all files wait for their `turn`. */
export async function sendPieces<F>(
  restoring: Restoring<F>,
  file: TargetFile,
  descriptor: number,
  placed: Placed<F>,
  turn: (action: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { store, index, options, tally } = restoring;
  const isSparse = ({ position }: Piece) => options.sparse === true && position >= placed.task.sizeBefore;

  const send = async (run: readonly PlacedPiece[]): Promise<boolean[]> => {
    const pieces = run.flatMap(piece => {
      const { id, position, place } = piece;
      if (place === undefined) return [];
      const { offset, length, plainLength } = place;
      return { id, offset, length, plainLength, descriptor, position, sparse: isSparse(piece) };
    });
    try {
      const source = await sourceOf(store, run);
      return source === undefined ? [] : await store.workers.writePieces(source, pieces);
    } catch (error) {
      if (isResiteError(error, 'REPOSITORY_DAMAGED')) return [];
      throw error;
    }
  };
  const write = async (run: readonly PlacedPiece[]): Promise<void> => {
    await tally.breathe();
    const written = await send(run);
    for (const [number, piece] of run.entries()) {
      if (!written[number]) {
        const content = await readBlob(store, index, piece.id, what => tally.result.mended.push(what));
        await writePiece(file, piece.position, content, isSparse(piece));
      }
      tally.count(0, piece.size);
    }
  };
  await forEachAtOnce(runsOf(piecesToWrite(placed, index), mostPieces), runsAtOnce, run => turn(() => write(run)));
}

function* piecesToWrite({ planned: { node }, task }: Placed<unknown>, index: BlobIndex): Generator<PlacedPiece> {
  if (task.missing !== undefined) {
    for (const piece of task.missing) yield { ...piece, place: index.place('data', piece.id) };
    return;
  }
  let position = 0;
  for (const id of node.content ?? []) {
    const place = index.place('data', id);
    const size = place === undefined ? 0 : contentSize(place);
    yield { id, position, size, place };
    if (place === undefined) return;
    position += size;
  }
}
