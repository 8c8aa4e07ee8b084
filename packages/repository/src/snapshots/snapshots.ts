import { isResiteError, ResiteError, shortId } from '@resite/errors';
import { listSurely } from '../backend/list-surely.ts';
import { namesBeginning } from '../backend/names-beginning.ts';
import type { Remedy } from '../contract/remedy.ts';
import type { Snapshot, SnapshotFilter } from '../contract/snapshot.ts';
import type { UnusableFile } from '../contract/unusable-file.ts';
import { decodeSnapshot } from '../format/snapshot-file.ts';
import { findDamage, type Store } from '../store/store.ts';
import { isOfOneFile } from '../store/unusable-files.ts';
import { parseRfc3339 } from '../text/time.ts';
import { filterSnapshots } from './filter.ts';
import { newest, withoutFuture } from './future.ts';
import { stepsBeforeLatest } from './latest.ts';

interface Surveyed {
  snapshots: Snapshot[];
  unusable: UnusableFile[];
}

/** The snapshot files of a repository. A file never changes, so each is read once. */
export class Snapshots {
  readonly #store: Store;
  readonly #known = new Map<string, Snapshot>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** All that can be used, oldest first; the others are told. */
  async list(): Promise<Snapshot[]> {
    return (await this.#told()).snapshots;
  }

  /**
   * All, oldest first, and the files that cannot be used. With `isWhole`, which is for an exclusive lock, it makes sure that there is no
   * other, and a file that is listed has to be there.
   */
  async survey({ isWhole = false } = {}): Promise<Surveyed> {
    const { backend } = this.#store;
    const files = await (isWhole ? listSurely(backend, 'snapshots') : backend.list('snapshots'));
    const snapshots: Snapshot[] = [];
    const unusable: UnusableFile[] = [];
    for (const { name: id } of files) {
      try {
        snapshots.push(await this.load(id));
      } catch (error) {
        if (isOfOneFile(error)) unusable.push({ type: 'snapshots', id, error });
        else if (isWhole || !isResiteError(error, 'FILE_MISSING')) throw error; // removed meanwhile
      }
    }
    return { snapshots: snapshots.sort(byTime), unusable };
  }

  /** `latest`, which is never a snapshot from the future, `latest~2`, an ID or a unique prefix of at least two characters. */
  async find(id: string, filter: SnapshotFilter = {}): Promise<Snapshot> {
    const name = await this.nameOf(id, filter);
    try {
      return await this.load(name);
    } catch (error) {
      if (!isResiteError(error, 'FILE_MISSING')) throw error;
      throw this.#unknown(id); // removed meanwhile
    }
  }

  /** The name of the file that `find` would read, which may turn out to be unusable. */
  async nameOf(id: string, filter: SnapshotFilter = {}): Promise<string> {
    const steps = stepsBeforeLatest(id);
    if (steps !== undefined) {
      const { snapshots, unusable } = await this.#told();
      const latest = newest(filterSnapshots(snapshots, filter), steps);
      return (latest ?? this.#refuseLatest(id, snapshots, unusable.length, filter)).id;
    }
    const matches = namesBeginning(id, await this.#ids());
    if (matches.length > 1) {
      throw this.#missing(`${id} stands for ${matches.length} snapshots of ${this.#store.backend.location}`, {
        hint: 'Give more of the ID.',
      });
    }
    if (matches[0] === undefined) throw this.#unknown(id);
    return matches[0];
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
      throw this.#store.unusableFile('snapshots', id, error);
    }
    return this.load(id);
  }

  async #ids(): Promise<string[]> {
    return (await this.#store.backend.list('snapshots')).map(({ name }) => name);
  }

  async #told(): Promise<Surveyed> {
    const surveyed = await this.survey();
    for (const file of surveyed.unusable) this.#store.unusable.tell(file);
    return surveyed;
  }

  #unknown(id: string): ResiteError {
    return this.#missing(`there is no snapshot ${id} in ${this.#store.backend.location}`, {
      remedy: { kind: 'list-snapshots' },
    });
  }

  #refuseLatest(id: string, all: readonly Snapshot[], unusable: number, filter: SnapshotFilter): never {
    const { location } = this.#store.backend;
    const chosen = filterSnapshots(all, filter);
    if (all.length === 0 && unusable > 0)
      throw this.#missing(`no snapshot in ${location} can be used`, { remedy: findDamage });
    if (all.length === 0) throw this.#missing(`there is no snapshot in ${location}`, { hint: 'Make a backup first.' });
    if (chosen.length === 0)
      throw this.#missing(`there is no such snapshot in ${location}`, { remedy: { kind: 'list-snapshots' } });
    const past = withoutFuture(chosen);
    if (past.length === 0) {
      const [future] = chosen;
      throw this.#missing(`every snapshot in ${location} is from the future, the earliest of ${future!.time}`, {
        hint: `A snapshot from the future is never the latest. Name one by its ID, such as ${shortId(future!.id)}.`,
      });
    }
    throw this.#missing(`there is no snapshot ${id} in ${location}: there are ${past.length} to count`, {
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
