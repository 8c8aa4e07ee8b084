import { contentSize } from '../format/pack-header.ts';
import type { BlobPlace } from '../store/blob-place.ts';

/** Blobs further apart than this in a pack are read one by one. */
export const widestGap = 1024 * 1024;
/** Bytes of content in one read, unless a single blob has more. */
export const largestRead = 2 * 1024 * 1024;

/** A need for a blob; none for an empty file. */
export interface Needed {
  place: BlobPlace | undefined;
}

/**
 * Splits what comes in the order of a pack into runs of neighbours, to be read and worked on together. A blob that is
 * needed several times in a row is read once.
 */
export function* runsOf<T extends Needed>(
  all: Iterable<T>,
  mostItems: number,
  mayEnd: (run: readonly T[], next: T) => boolean = () => false,
): Generator<T[]> {
  let run: T[] = [];
  let last: BlobPlace | undefined;
  let size = 0;
  for (const one of all) {
    const { place } = one;
    const added = place === undefined || isSame(place, last) ? 0 : contentSize(place);
    const isFull = run.length >= mostItems || size + added > largestRead;
    if (run.length > 0 && (isFull || !follows(place, last) || mayEnd(run, one))) {
      yield run;
      run = [];
      last = undefined;
      size = 0;
    }
    run.push(one);
    last = place ?? last;
    size += added;
  }
  if (run.length > 0) yield run;
}

/** Whether the place is behind the last one, or the same again. */
function follows(place: BlobPlace | undefined, last: BlobPlace | undefined): boolean {
  if (place === undefined || last === undefined) return true;
  if (isSame(place, last)) return true;
  if (place.pack !== last.pack) return false;
  const gap = place.offset - (last.offset + last.length);
  return gap >= 0 && gap <= widestGap;
}

const isSame = (place: BlobPlace, last: BlobPlace | undefined) =>
  place.pack === last?.pack && place.offset === last.offset;
