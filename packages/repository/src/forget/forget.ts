import { ResiteError } from '@resite/errors';
import type { Snapshot, SnapshotFilter } from '../contract/snapshot.ts';
import type { Lock } from '../locks/lock.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { filterSnapshots } from '../snapshots/filter.ts';
import { type GroupKey, groupSnapshots, type SnapshotGroup } from '../snapshots/group.ts';
import { findNamed, type NamedSnapshots } from './find-named.ts';
import { applyPolicy, type Decision, type ForgetPolicy, futureReason, isEmptyPolicy } from './policy.ts';

export interface ForgetOptions extends SnapshotFilter {
  /** The policy is applied to each group on its own; by default host and paths, `[]` = all snapshots together. */
  readonly groupBy?: readonly GroupKey[] | undefined;
  /** Only decide; nothing is removed. */
  readonly dryRun?: boolean | undefined;
}

export interface ForgetGroup extends SnapshotGroup {
  /** Newest first, each with the reasons. */
  keep: Decision[];
  /** Newest first. */
  remove: Snapshot[];
}

/**
 * Removes the snapshots that no rule keeps. Their data stays until `prune`.
 * `KEEPS_NOTHING` when the policy is empty or would leave a group without any snapshot: then nothing is removed.
 *
 * @example
 * ```ts
 * import { forgetSnapshots, openRepository } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const groups = await forgetSnapshots(repository, { daily: 7, monthly: 12 }, { groupBy: ['host'], dryRun: true });
 * for (const { remove } of groups) for (const { id, time } of remove) console.log(`would forget ${id} of ${time}`);
 * await repository.close();
 * ```
 */
export async function forgetSnapshots(
  repository: OpenedRepository,
  policy: ForgetPolicy,
  { groupBy = ['host', 'paths'], dryRun = false, ...filter }: ForgetOptions = {},
): Promise<ForgetGroup[]> {
  if (isEmptyPolicy(policy)) {
    throw new ResiteError('KEEPS_NOTHING', 'no rule says which snapshots to keep', {
      hint: 'Give a rule, for example: keep the last 7 daily ones. Nothing was removed.',
    });
  }
  const decide = async () => {
    const snapshots = filterSnapshots(await repository.snapshots(), filter);
    return groupSnapshots(snapshots, groupBy).map(({ group, snapshots }) =>
      split(group, applyPolicy(snapshots, policy)),
    );
  };
  const { changing, reading } = repository[internals];
  if (dryRun) return reading(decide);
  return changing({ exclusive: true }, async lock => {
    const groups = await decide();
    refuseEmptied(groups);
    await removeFiles(
      repository,
      lock,
      groups.flatMap(({ remove }) => remove.map(({ id }) => id)),
    );
    return groups;
  });
}

/** Removes these snapshots, whatever any rule says; each is named as for `findSnapshot`. An ID also removes what cannot be used. */
export async function removeSnapshots(
  repository: OpenedRepository,
  names: readonly string[],
  { dryRun = false, ...filter }: SnapshotFilter & { dryRun?: boolean | undefined } = {},
): Promise<NamedSnapshots> {
  const { changing, reading } = repository[internals];
  const find = () => findNamed(repository, names, filter);
  if (dryRun) return reading(find);
  return changing({ exclusive: true }, async lock => {
    const { snapshots, unusable } = await find();
    await removeFiles(repository, lock, [...snapshots.map(({ id }) => id), ...unusable]);
    return { snapshots, unusable };
  });
}

function split(group: SnapshotGroup, decisions: Decision[]): ForgetGroup {
  return {
    ...group,
    keep: decisions.filter(({ reasons }) => reasons.length > 0),
    remove: decisions.filter(({ reasons }) => reasons.length === 0).map(({ snapshot }) => snapshot),
  };
}

function refuseEmptied(groups: readonly ForgetGroup[]): void {
  const emptied = groups.find(
    ({ keep, remove }) => remove.length > 0 && keep.every(({ reasons }) => reasons.includes(futureReason)),
  );
  if (emptied === undefined) return;
  const { hostname, paths } = emptied.remove[0]!;
  throw new ResiteError('KEEPS_NOTHING', `no rule keeps any snapshot of ${paths.join(', ')} on ${hostname}`, {
    hint: 'Add a rule, or name the snapshots to forget by their IDs. Nothing was removed.',
  });
}

async function removeFiles(repository: OpenedRepository, lock: Lock, names: readonly string[]): Promise<void> {
  const { backend } = repository[internals].store;
  await lock.confirm();
  for (const name of names) {
    lock.assertHeld();
    await backend.remove('snapshots', name);
  }
}
