import type { Store } from '../store/store.ts';
import type { PackSource } from '../workers/pack-window.ts';
import type { Needed } from './runs.ts';

/** Where a thread finds the blobs of a run; undefined when there are none. A pack on a server is read here. */
export async function sourceOf(store: Store, run: readonly Needed[]): Promise<PackSource | undefined> {
  const places = run.flatMap(({ place }) => place ?? []);
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined || typeof first.pack !== 'string') return undefined;
  const path = store.backend.localPath?.('data', first.pack);
  if (path !== undefined) return { path };
  const range = { offset: first.offset, length: last.offset + last.length - first.offset };
  return { bytes: await store.loadPack(first.pack, 'content', range), from: first.offset };
}
