import { parseDuration } from '@resite/repository/time';
import { type Command, InvalidArgumentError } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addFilterOptions, collect } from './filter-options.ts';
import { addPruneOptions } from './prune.ts';

const periods = ['minutely', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;

export function addForget(repo: Command, runCommand: RunCommand): void {
  const forget = repo
    .command('forget')
    .description('Remove snapshots that no rule keeps, or those that are named. Their data stays until prune.')
    .argument(
      '[snapshot...]',
      'IDs of snapshots to remove, or latest~1 and the like, whatever the rules say; an ID also of one that cannot be read',
    );
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
  setHandler(forget, runCommand, async () => (await import('./forget-in-repository.ts')).forgetInRepository);
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
    .option('--keep-tag <list>', 'keep those with all tags of this list, such as a,b (may be repeated)', collect)
    .option('-n, --dry-run', 'only say what would be removed')
    .option('--prune', 'then remove the data that no snapshot needs');
  return addPruneOptions(forget);
}

const nouns = {
  minutely: 'minutes',
  hourly: 'hours',
  daily: 'days',
  weekly: 'weeks',
  monthly: 'months',
  yearly: 'years',
} as const;

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
