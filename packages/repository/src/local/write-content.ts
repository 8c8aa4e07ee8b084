import { writeSync } from 'node:fs';
import { dataRuns } from './sparse.ts';

/** Writes at a position of an open file; with `sparse`, blocks of zeros are left out. */
export function writeContent(file: number, position: number, content: Uint8Array, { sparse = false } = {}): void {
  const runs = sparse ? dataRuns(position, content) : [{ start: 0, end: content.length }];
  for (const { start, end } of runs) writeAll(file, position + start, content.subarray(start, end));
}

function writeAll(file: number, position: number, data: Uint8Array): void {
  for (let written = 0; written < data.length; )
    written += writeSync(file, data, written, data.length - written, position + written);
}
