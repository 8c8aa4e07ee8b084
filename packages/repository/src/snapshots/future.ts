import type { Snapshot } from '../contract/snapshot.ts';
import { now } from '../text/now.ts';
import { parseRfc3339 } from '../text/time.ts';

/** Nanoseconds; clocks that are kept right differ by far less. */
const tolerance = 10n * 60n * 1_000_000_000n;

/**
 * Whether the time of a snapshot is more than ten minutes in the future: it was made by a computer whose clock was wrong, or
 * the clock of this one is behind. It says nothing about how new its content is. `at` in nanoseconds since 1970.
 */
export function isFromFuture({ time }: Pick<Snapshot, 'time'>, at = now()): boolean {
  return parseRfc3339(time) > at + tolerance;
}

/**
 * The newest one that is not from the future, or the one so many `steps` before it; `snapshots` as `Repository.snapshots` gives them, oldest first.
 *
 * @example
 * ```ts
 * import { filterSnapshots, newest, openRepository } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const ofWeb = filterSnapshots(await repository.snapshots(), { hosts: ['web'], tags: [['nightly']] });
 * console.log(newest(ofWeb)?.time ?? 'none yet');
 * await repository.close();
 * ```
 */
export function newest<T extends Pick<Snapshot, 'time'>>(snapshots: readonly T[], steps = 0): T | undefined {
  return withoutFuture(snapshots).at(-1 - steps);
}

/** Those that are not from the future, in their order. */
export function withoutFuture<T extends Pick<Snapshot, 'time'>>(snapshots: readonly T[]): T[] {
  const at = now();
  return snapshots.filter(snapshot => !isFromFuture(snapshot, at));
}
