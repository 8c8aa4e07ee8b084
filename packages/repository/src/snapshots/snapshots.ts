import { isResiteError, ResiteError, shortId } from '@resite/errors';
import type { Remedy } from '../contract/remedy.ts';
import type { Snapshot, SnapshotFilter } from '../contract/snapshot.ts';
import { decodeSnapshot } from '../format/snapshot-file.ts';
import type { Store } from '../store/store.ts';
import { parseRfc3339 } from '../text/time.ts';
import { filterSnapshots } from './filter.ts';
import { isFromFuture, newest } from './future.ts';
import { stepsBeforeLatest } from './latest.ts';

/** The snapshot files of a repository. A file never changes, so each is read once. */
export class Snapshots {
  readonly #store: Store;
  readonly #known = new Map<string, Snapshot>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** All, oldest first. */
  async list(): Promise<Snapshot[]> {
    const snapshots: Snapshot[] = [];
    for (const id of await this.#ids()) {
      const snapshot = await this.#loadUnlessRemoved(id);
      if (snapshot !== undefined) snapshots.push(snapshot);
    }
    return snapshots.sort(byTime);
  }

  /** `latest`, which is never a snapshot from the future, `latest~2`, an ID or a unique prefix of at least two characters. */
  async find(id: string, filter: SnapshotFilter = {}): Promise<Snapshot> {
    const steps = stepsBeforeLatest(id);
    if (steps !== undefined) {
      const all = await this.list();
      return newest(filterSnapshots(all, filter), steps) ?? this.#refuseLatest(id, all, filter);
    }
    const matches = /^[0-9a-f]{2,64}$/.test(id) ? (await this.#ids()).filter(name => name.startsWith(id)) : [];
    if (matches.length > 1) {
      throw this.#missing(`${id} stands for ${matches.length} snapshots of ${this.#store.backend.location}`, {
        hint: 'Give more of the ID.',
      });
    }
    const snapshot = matches[0] && (await this.#loadUnlessRemoved(matches[0]));
    if (snapshot) return snapshot;
    throw this.#missing(`there is no snapshot ${id} in ${this.#store.backend.location}`, {
      remedy: { kind: 'list-snapshots' },
    });
  }

  note(snapshot: Snapshot): void {
    this.#known.set(snapshot.id, snapshot);
  }

  async load(id: string): Promise<Snapshot> {
    const known = this.#known.get(id);
    if (known !== undefined) return { ...known };
    const plaintext = await this.#store.loadUnpacked('snapshots', id);
    try {
      this.#known.set(id, decodeSnapshot(id, plaintext));
    } catch (error) {
      throw this.#store.damaged(`snapshots/${id}`, error);
    }
    return this.load(id);
  }

  async #ids(): Promise<string[]> {
    return (await this.#store.backend.list('snapshots')).map(({ name }) => name);
  }

  async #loadUnlessRemoved(id: string): Promise<Snapshot | undefined> {
    try {
      return await this.load(id);
    } catch (error) {
      if (isResiteError(error, 'FILE_MISSING')) return undefined;
      throw error;
    }
  }

  #refuseLatest(id: string, all: readonly Snapshot[], filter: SnapshotFilter): never {
    const { location } = this.#store.backend;
    const chosen = filterSnapshots(all, filter);
    const future = chosen.find(snapshot => isFromFuture(snapshot));
    if (all.length === 0) throw this.#missing(`there is no snapshot in ${location}`, { hint: 'Make a backup first.' });
    if (chosen.length === 0)
      throw this.#missing(`there is no such snapshot in ${location}`, { remedy: { kind: 'list-snapshots' } });
    if (newest(chosen) === undefined && future !== undefined) {
      throw this.#missing(`every snapshot in ${location} is from the future, the earliest of ${future.time}`, {
        hint: `A snapshot from the future is never the latest. Name one by its ID, such as ${shortId(future.id)}.`,
      });
    }
    const past = chosen.filter(snapshot => !isFromFuture(snapshot)).length;
    throw this.#missing(`there is no snapshot ${id} in ${location}: there are ${past} to count`, {
      remedy: { kind: 'list-snapshots' },
    });
  }

  #missing(message: string, advice: { hint: string } | { remedy: Remedy }): ResiteError {
    return new ResiteError('SNAPSHOT_MISSING', message, advice);
  }
}

function byTime(a: Snapshot, b: Snapshot): number {
  const difference = parseRfc3339(a.time) - parseRfc3339(b.time);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
