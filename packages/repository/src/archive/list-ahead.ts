import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Source, SourceEntry } from '../source.ts';

/** Entries that are held in memory at most. */
const mostEntries = 50_000;

export interface Ahead<Entry extends SourceEntry> {
  /** The same source; what is listed already is not listed once more. */
  source: Source<Entry>;
  /** Resolves when nothing is being listed any more. */
  stop(): Promise<void>;
}

/** Goes through the folders of a source, in the order of an archive, while something else is waited for. */
export function listAhead<E extends SourceEntry>(source: Source<E>): Ahead<E> {
  const folders = new Map<E, Promise<E[]>>();
  const roots = source.roots();
  let entries = 0;
  let stopped = false;

  const walk = async (listing: Promise<E[]>): Promise<void> => {
    const listed = await listing.catch(() => []); // whoever asks for it meets the failure
    entries += listed.length;
    for (const entry of byName(listed.filter(({ type }) => type === 'dir'))) {
      await nextTurn(); // what is waited for must not wait for this
      if (stopped || entries > mostEntries) return;
      const children = source.children(entry);
      folders.set(entry, children);
      await walk(children);
    }
  };
  const walking = walk(roots);
  return {
    source: {
      roots: () => roots,
      children(folder) {
        const listing = folders.get(folder);
        folders.delete(folder);
        return listing ?? source.children(folder);
      },
      read: (file, memory) => source.read(file, memory),
      ...(source.localPath && { localPath: (file: E) => source.localPath!(file) }),
      ...(source.refresh && { refresh: (file: E) => source.refresh!(file) }),
    },
    async stop() {
      stopped = true;
      await walking;
    },
  };
}

export function byName<E extends SourceEntry>(entries: readonly E[]): E[] {
  return entries.toSorted((a, b) => Buffer.compare(a.name, b.name));
}
