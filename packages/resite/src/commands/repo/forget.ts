import { ResiteError } from '@resite/errors';
import {
  type ForgetOptions,
  type ForgetPolicy,
  forgetSnapshots,
  type GroupKey,
  parseDuration,
  removeSnapshots,
} from '@resite/repository';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { addFilterOptions, collect, type FilterOptions, filterOf } from './filter.ts';
import { addPruneOptions, type PruneSettings, pruneRepository } from './prune.ts';
import { snapshotInfo } from './snapshots.ts';

const periods = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;

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

export function addForget(repo: Command, perform: Perform): void {
  const forget = repo
    .command('forget')
    .description('Remove snapshots that no rule keeps, or those that are named. Their data stays until prune.')
    .argument('[snapshot...]', 'IDs of snapshots to remove, whatever the rules say');
  addRules(forget).option(
    '-g, --group-by <what>',
    'apply the rules to each group of host, paths and tags on its own',
    'host,paths',
  );
  addFilterOptions(forget);
  addExamples(
    forget,
    ['resite repo forget --keep-daily 7 --keep-weekly 5 --keep-monthly 12 --dry-run', 'what would go?'],
    ['resite repo forget --site S01 --keep-last 10 --prune', 'of one site, and free the space'],
    ['resite repo forget 4f3a2b1c', 'this snapshot'],
  );
  setHandler(forget, perform, forgetInRepository);
}

/** The rules, and what is done with what they do not keep. */
export function addRules(forget: Command): Command {
  forget.option('-l, --keep-last <n>', 'keep the newest n snapshots', parseKeep);
  for (const period of periods) {
    forget.option(
      `--keep-${period} <n>`,
      `keep the newest snapshot of each of the last n ${nouns[period]} that have one`,
      parseKeep,
    );
  }
  forget.option(
    '--keep-within <duration>',
    'keep all that are at most so much older than the newest, as 1y5m7d2h',
    parseWithin,
  );
  for (const period of periods) {
    forget.option(
      `--keep-within-${period} <duration>`,
      `of those, keep the newest of each ${nouns[period].slice(0, -1)}`,
      parseWithin,
    );
  }
  forget
    .option('--keep-tag <list>', 'keep those with all tags of this list, as a,b (may be repeated)', collect)
    .option('-n, --dry-run', 'only say what would be removed')
    .option('--prune', 'then remove the data that no snapshot needs');
  return addPruneOptions(forget);
}

const nouns = { hourly: 'hours', daily: 'days', weekly: 'weeks', monthly: 'months', yearly: 'years' } as const;

async function forgetInRepository(context: Context, ids: string[], options: Options): Promise<void> {
  const groupBy = parseGroups(options.groupBy);
  if (ids.length === 0) return forgetByRules(context, options, { ...filterOf(options), groupBy });
  if (Object.keys(policyOf(options)).length > 0) {
    throw new ResiteError('USAGE', 'snapshots are named, and rules are given', {
      hint: 'Nothing was removed. Give one of the two.',
    });
  }
  const dryRun = options.dryRun === true;
  const snapshots = await withRepository(context, repository => removeSnapshots(repository, ids, { dryRun }));
  context.emit({ message_type: 'forgotten', dry_run: dryRun, snapshots: snapshots.map(snapshotInfo) });
  if (options.prune && !dryRun) await pruneRepository(context, options);
}

/** Removes what the rules do not keep of the chosen snapshots, and says so group by group. */
export async function forgetByRules(
  context: Context,
  options: RuleOptions,
  chosen: Pick<ForgetOptions, 'hosts' | 'tags' | 'paths' | 'groupBy'>,
): Promise<void> {
  const dryRun = options.dryRun === true;
  const groups = await withRepository(context, repository =>
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

function policyOf(options: RuleOptions): ForgetPolicy {
  const rules = Object.entries(options).flatMap(([name, rule]) => {
    const key = /^keep(.)(.*)$/.exec(name);
    if (key === null || name === 'keepTag') return [];
    return [[key[1]!.toLowerCase() + key[2], rule]];
  });
  return {
    ...Object.fromEntries(rules),
    ...(options.keepTag && { tags: options.keepTag.map(list => list.split(',')) }),
  };
}

function parseGroups(text: string): GroupKey[] {
  const names: Record<string, GroupKey> = { host: 'host', path: 'paths', paths: 'paths', tag: 'tags', tags: 'tags' };
  return text
    .split(',')
    .filter(Boolean)
    .map(part => {
      const key = names[part];
      if (key !== undefined) return key;
      throw new ResiteError('USAGE', `snapshots cannot be grouped by ${part}`, {
        hint: 'Use host, paths and tags, as host,paths.',
      });
    });
}

function parseKeep(text: string): number {
  if (text === 'unlimited') return Number.POSITIVE_INFINITY;
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number or unlimited.');
  return Number(text);
}

function parseWithin(text: string): unknown {
  try {
    return parseDuration(text);
  } catch {
    throw new InvalidArgumentError('Write it like 1y5m7d2h or 14d.');
  }
}
