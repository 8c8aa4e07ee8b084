import type { TargetFile } from '../contract/target.ts';
import { dataRuns } from '../local/sparse.ts';
import type { BlobReader } from './blob-reader.ts';
import type { Placed } from './placed.ts';
import type { Restoring } from './restoring.ts';

/** Reads the content of a file blob by blob and writes it to any target. */
export async function readPieces<F>(
  { options, tally }: Restoring<F>,
  reader: BlobReader,
  file: TargetFile,
  { planned: { node }, task }: Placed<F>,
): Promise<void> {
  const toWrite = task.missing ?? (node.content ?? []).map(id => ({ id, position: undefined }));
  let next = 0;
  for (const { id, position = next } of toWrite) {
    await tally.breathe();
    const content = await reader.read(id);
    await writePiece(file, position, content, options.sparse === true && position >= task.sizeBefore);
    next = position + content.length;
    tally.count(0, content.length);
  }
}

/** Holes are left only where the file had nothing before. */
export async function writePiece(file: TargetFile, position: number, content: Buffer, sparse: boolean): Promise<void> {
  if (!sparse || file.resize === undefined) return file.write(position, content);
  for (const { start, end } of dataRuns(position, content)) {
    await file.write(position + start, content.subarray(start, end));
  }
}
