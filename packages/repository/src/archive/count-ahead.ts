import { turn } from '@resite/filesystem/clock';
import type { Source, SourceEntry } from '../contract/source.ts';

export interface Totals {
  files: number;
  bytes: number;
}

/** Adds the files among entries. */
export function addFiles(totals: Totals, entries: readonly SourceEntry[]): void {
  for (const { type, size } of entries) {
    if (type !== 'file') continue;
    totals.files += 1;
    totals.bytes += Number(size ?? 0n);
  }
}

/**
 * Counts the files of a source and their bytes while others work; undefined when the signal stops it or the source fails.
 * Whoever reads the source meets the same failure.
 */
export async function countAhead<E extends SourceEntry>(
  source: Source<E>,
  signal: AbortSignal,
): Promise<Totals | undefined> {
  const totals: Totals = { files: 0, bytes: 0 };
  const folders: E[] = [];
  const count = (entries: E[]) => {
    for (const entry of entries) if (entry.type === 'dir') folders.push(entry);
    addFiles(totals, entries);
  };
  try {
    count(await source.roots());
  } catch {
    return undefined;
  }
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    await turn();
    if (signal.aborted) return undefined;
    await source.children(folder).then(count, () => {}); // a folder that cannot be listed counts for nothing
  }
  return totals;
}
