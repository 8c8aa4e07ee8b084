/** The least that file systems keep as a hole of its own. */
const blockSize = 4096;
const zeros = Buffer.alloc(blockSize);

/**
 * The parts of `data` that are not zeros, when it is to lie at `position` of a file: whole blocks of zeros are left out,
 * neighbouring parts come as one.
 */
export function* dataRuns(position: number, data: Uint8Array): Generator<{ start: number; end: number }> {
  let start = -1;
  for (let at = 0; at < data.length; ) {
    const end = Math.min(at + blockSize - ((position + at) % blockSize), data.length);
    const isHole = data[at] === 0 && zeros.compare(data, at, end, 0, end - at) === 0;
    if (!isHole && start < 0) start = at;
    if (isHole && start >= 0) {
      yield { start, end: at };
      start = -1;
    }
    at = end;
  }
  if (start >= 0) yield { start, end: data.length };
}
