import type { TargetFile } from '../contract/target.ts';
import { forEachAtOnce, gate } from '../system/at-once.ts';
import { BlobReader } from './blob-reader.ts';
import { inPackOrder } from './pack-order.ts';
import { idsToRead, type Placed } from './placed.ts';
import { readPieces } from './read-pieces.ts';
import type { Restoring } from './restoring.ts';
import { sendPieces } from './send-pieces.ts';
import { batchesOf, writeBatch } from './write-batch.ts';
import { restoreFile } from './write-file.ts';

const leastAtOnce = 4;

/**
 * Writes everything but folders, about in the order of the packs. Small files are written by threads on their own where they
 * can; what is left comes one by one, its content from the threads to the disk, or through this one to targets of other kinds.
 */
export async function writeOthers<F>(restoring: Restoring<F>, others: readonly Placed<F>[]): Promise<void> {
  const { store, index, target, tally } = restoring;
  const atOnce = Math.max(leastAtOnce, 2 * store.workers.size);
  const { batches, alone } = batchesOf(restoring, inPackOrder(others, index, idsToRead));
  const turn = gate(atOnce);
  let reader: BlobReader | undefined;
  const writeContent = (file: TargetFile, placed: Placed<F>): Promise<void> => {
    if (file.descriptor !== undefined) return sendPieces(restoring, file, file.descriptor, placed, turn);
    reader ??= new BlobReader(store, index, alone.flatMap(idsToRead), what => tally.result.mended.push(what));
    return readPieces(restoring, reader, file, placed);
  };
  const writeOne = (placed: Placed<F>) =>
    tally.attempt(placed.planned.path, async () => {
      const { parent, planned, task } = placed;
      if (task.existed && !task.reuse) tally.keep(planned.node);
      else if (planned.node.type === 'file') await restoreFile(restoring, placed, writeContent);
      else await target.special(parent!, planned.node);
      await target.metadata(parent!, planned.node, { existed: task.existed });
    });

  await forEachAtOnce(batches, atOnce, async batch => {
    for (const placed of await writeBatch(restoring, batch)) await writeOne(placed);
  });
  await forEachAtOnce(alone, atOnce, writeOne);
}
