import { isResiteError } from '@resite/errors';
import { contentSize } from '../format/pack-header.ts';
import type { BlobPlace } from '../store/blob-place.ts';
import type { FileToWrite } from '../workers/restore-work.ts';
import type { Placed } from './placed.ts';
import type { Restoring } from './restoring.ts';
import { runsOf } from './runs.ts';
import { sourceOf } from './source-of.ts';

/** A message to a thread costs as much as a small file. */
const mostFiles = 100;
/** Of a batch that ends with its folder: two threads that make files in one folder wait for each other. */
const leastFiles = 25;

/** A new file with one blob or none. */
export interface SmallFile<F> {
  placed: Placed<F>;
  place: BlobPlace | undefined;
}

/** Divides what is to be written into batches for threads and what has to be written alone; both keep the order. */
export function batchesOf<F>(
  { index, target }: Restoring<F>,
  all: readonly Placed<F>[],
): { batches: SmallFile<F>[][]; alone: Placed<F>[] } {
  const small: SmallFile<F>[] = [];
  const alone: Placed<F>[] = [];
  for (const placed of all) {
    const { node } = placed.planned;
    const [id, ...more] = node.content ?? [];
    const place = id === undefined ? undefined : index.place('data', id);
    const isInOnePack = more.length === 0 && (id === undefined || typeof place?.pack === 'string');
    const isNew = node.type === 'file' && !placed.task.existed && placed.task.missing === undefined;
    if (target.inThreads !== undefined && isNew && isInOnePack) small.push({ placed, place });
    else alone.push(placed);
  }
  const mayEnd = (batch: readonly SmallFile<F>[], { placed }: SmallFile<F>) =>
    batch.length >= leastFiles && batch.at(-1)!.placed.parent !== placed.parent;
  return { batches: [...runsOf(small, mostFiles, mayEnd)], alone };
}

/** Lets a thread write the files, and returns those that it left undone. */
export async function writeBatch<F>(restoring: Restoring<F>, batch: readonly SmallFile<F>[]): Promise<Placed<F>[]> {
  const { store, tally } = restoring;
  await tally.breathe();
  try {
    const files = batch.map(file => fileToWrite(restoring, file));
    const written = await store.workers.writeFiles(await sourceOf(store, batch), files);
    return batch.flatMap(({ placed, place }, position) => {
      if (!written[position]) return placed;
      tally.begin(placed.planned.path);
      tally.count(1, place === undefined ? 0 : contentSize(place));
      return [];
    });
  } catch (error) {
    if (isResiteError(error, 'REPOSITORY_DAMAGED')) return batch.map(({ placed }) => placed);
    for (const { placed } of batch) await tally.attempt(placed.planned.path, () => Promise.reject(error));
    return [];
  }
}

function fileToWrite<F>({ target, options }: Restoring<F>, { placed, place }: SmallFile<F>): FileToWrite {
  const { node } = placed.planned;
  const { uid, gid, mode, accessed, modified, extendedAttributes, absent } = node;
  const { path, restored } = target.inThreads!;
  const file: FileToWrite = {
    path: path(placed.parent!, node),
    restored,
    uid,
    gid,
    mode,
    accessed,
    modified,
    sparseSize: options.sparse ? Number(node.size ?? 0n) : undefined,
    blob: place && {
      id: node.content![0]!,
      offset: place.offset,
      length: place.length,
      plainLength: place.plainLength,
    },
  };
  if (extendedAttributes !== undefined) file.extendedAttributes = extendedAttributes;
  if (absent !== undefined) file.absent = absent;
  return file;
}
