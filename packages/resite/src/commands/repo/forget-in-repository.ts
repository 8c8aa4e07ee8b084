import { defined, ResiteError } from '@resite/errors';
import type { ForgetPolicy, OpenedRepository } from '@resite/repository';
import {
  type ForgetOptions,
  forgetSnapshots,
  removeSnapshots,
  requireRepackable,
} from '@resite/repository/maintenance';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { filterFor } from './filter.ts';
import { type FilterOptions, splitTags } from './filter-options.ts';
import { parseGroups } from './group-by.ts';
import { snapshotInfo } from './list-snapshots.ts';
import { type PruneSettings, pruneOptions, pruneRepository } from './prune-repository.ts';

/** What `addRules` adds. */
export interface RuleOptions extends PruneSettings {
  readonly keepTag?: string[];
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  /** What the keep rules are, by the names of the policy with `keep` before. */
  readonly [rule: `keep${string}`]: unknown;
}

interface Options extends FilterOptions, RuleOptions {
  readonly groupBy: string;
}

export async function forgetInRepository(context: Context, ids: string[], options: Options): Promise<void> {
  const groupBy = parseGroups(options.groupBy);
  if (ids.length === 0) return forgetByRules(context, options, { ...filterFor([], options), groupBy });
  if (Object.keys(policyOf(options)).length > 0) {
    throw new ResiteError('USAGE', 'snapshots are named, and rules are given', {
      hint: 'Nothing was removed. Give one of the two.',
    });
  }
  const dryRun = options.dryRun === true;
  const chosen = { ...filterFor(ids, options), dryRun };
  const { snapshots, unusable } = await forget(context, options, repository =>
    removeSnapshots(repository, ids, chosen),
  );
  context.emit({ message_type: 'forgotten', dry_run: dryRun, snapshots: snapshots.map(snapshotInfo), unusable });
  if (options.prune && !dryRun) await pruneRepository(context, options);
}

/** Removes what the rules do not keep of the chosen snapshots, and says so group by group. */
export async function forgetByRules(
  context: Context,
  options: RuleOptions,
  chosen: Pick<ForgetOptions, 'hosts' | 'tags' | 'paths' | 'groupBy'>,
): Promise<void> {
  const dryRun = options.dryRun === true;
  const groups = await forget(context, options, repository =>
    forgetSnapshots(repository, policyOf(options), { ...chosen, dryRun }),
  );
  context.emit({
    message_type: 'forget',
    dry_run: dryRun,
    groups: groups.map(({ keep, remove, ...group }) => ({
      ...group,
      keep: keep.map(({ snapshot }) => snapshotInfo(snapshot)),
      remove: remove.map(snapshotInfo),
      reasons: keep.map(({ snapshot, reasons }) => ({ snapshot: snapshot.id, matches: reasons })),
    })),
  });
  if (options.prune && !dryRun) await pruneRepository(context, options);
}

/** What `--prune` could not do is refused before anything is forgotten. */
function forget<T>(
  context: Context,
  options: RuleOptions,
  remove: (repository: OpenedRepository) => Promise<T>,
): Promise<T> {
  const repacking = options.prune && pruneOptions(options);
  return withRepository(context, repository => {
    if (repacking) requireRepackable(repository, repacking);
    return remove(repository);
  });
}

function policyOf(options: RuleOptions): ForgetPolicy {
  const rules = Object.entries(options).flatMap(([name, rule]) => {
    const key = /^keep(.)(.*)$/.exec(name);
    if (key === null || name === 'keepTag') return [];
    // biome-ignore lint/plugin: an option, such as keepLast
    return [[key[1]!.toLowerCase() + key[2], rule]];
  });
  return {
    ...Object.fromEntries(rules),
    ...defined({ tags: options.keepTag?.map(splitTags) }),
  };
}
