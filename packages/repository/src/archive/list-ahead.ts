import { defined } from '@resite/errors';
import { monotonic, sleep, turn } from '@resite/filesystem/clock';
import type { Source, SourceEntry } from '../contract/source.ts';
import { addFiles, type Totals } from './count-ahead.ts';

/** Entries that are held in memory at most. */
const mostEntries = 50_000;
/** Milliseconds of a head start for what the caller waits for. */
const headStart = 10;

export interface ListAheadOptions {
  /** Milliseconds for which listings count. Older ones are dropped: typing a password or waiting for a lock may take long. */
  freshFor?: number;
}

export interface Ahead<Entry extends SourceEntry> {
  /** The same source, for use after `stop`. It does not list again what is listed already, and may be listed ahead again. */
  source: Source<Entry>;
  /** The totals, once everything is listed. */
  readonly totals: Totals | undefined;
  /** Stops listing, and resolves when it has stopped. */
  stop(): Promise<void>;
}

/** Lists the folders of a source, in the order of an archive, while the caller waits for something else. */
export function listAhead<E extends SourceEntry>(
  source: Source<E>,
  { freshFor = 60_000 }: ListAheadOptions = {},
): Ahead<E> {
  const began = monotonic();
  const folders = new Map<E, Promise<E[]>>();
  let roots: Promise<E[]> | undefined = source.roots();
  const ending = new AbortController();
  const totals: Totals = { files: 0, bytes: 0 };
  let entries = 0;
  let isWhole = false;

  const walk = async (listing: Promise<E[]>): Promise<void> => {
    const listed = await listing.catch(() => []); // whoever asks for it meets the failure
    entries += listed.length;
    addFiles(totals, listed);
    for (const entry of byName(listed.filter(({ type }) => type === 'dir'))) {
      await turn(); // what is waited for must not wait for this
      if (ending.signal.aborted || entries > mostEntries) return;
      const children = source.children(entry);
      folders.set(entry, children);
      await walk(children);
    }
  };
  const begin = async (listing: Promise<E[]>): Promise<void> => {
    await Promise.all([listing, sleep(headStart, { signal: ending.signal })]);
    await walk(listing);
    isWhole = !ending.signal.aborted && entries <= mostEntries;
  };
  const walking = begin(roots).catch(() => {}); // stopped early, or without roots
  return {
    source: defined({
      roots: () => roots ?? source.roots(),
      children(folder: E) {
        const listing = folders.get(folder);
        folders.delete(folder);
        return listing ?? source.children(folder);
      },
      read: (file: E, memory?: () => Uint8Array) => source.read(file, memory),
      localPath: source.localPath && ((file: E) => source.localPath!(file)),
      leadsOnly: source.leadsOnly && ((folder: E) => source.leadsOnly!(folder)),
      refresh: source.refresh && ((file: E) => source.refresh!(file)),
      vanished: source.vanished && ((entry: E, error: Error) => source.vanished!(entry, error)),
    }),
    get totals() {
      return isWhole ? totals : undefined;
    },
    async stop() {
      if (ending.signal.aborted) return walking;
      ending.abort();
      await walking;
      if (monotonic() - began <= freshFor) return;
      folders.clear();
      roots = undefined;
    },
  };
}

/** In the order of a tree: that of the bytes of their names. */
export function byName<E extends SourceEntry>(entries: readonly E[]): E[] {
  return namedInOrder(entries).map(({ entry }) => entry);
}

export interface Named<E extends SourceEntry> {
  entry: E;
  /** The bytes of its name, one a character: as text they are cheaper to compare and to look up. */
  key: string;
}

/** As `byName`, but asks each entry for its name only once. */
export function namedInOrder<E extends SourceEntry>(entries: readonly E[]): Named<E>[] {
  return entries
    .map(entry => ({ entry, key: entry.name.toString('latin1') }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
