import { type Procedure, prepareBackup, prepareSiblingBackup } from '@resite/procedure';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addReportOption, reportFileOf } from '../../report/write-report.ts';
import { addExamples, type Perform, parsePositive, parseSeconds, setHandler } from '../define.ts';
import { type BackupFailure, partialBackup } from './partial-backup.ts';
import { promptOf, runProcedure } from './run-procedure.ts';
import { type SiteSetting, siteSettings } from './site-setting.ts';

interface Options {
  readonly all?: boolean;
  readonly parallel: number;
  /** Seconds. */
  readonly downtimeBudget?: number;
  readonly dryRun?: boolean;
  readonly report?: string;
}

export function addBackup(parent: Command, perform: Perform): void {
  const backup = parent
    .command('backup')
    .description(
      'Back up secondary sites: with their services and those of their parent stopped, and returned afterwards.',
    )
    .argument('[sites...]', 'site codes; those below one parent are backed up side by side')
    .option('--all', 'every secondary site of resite.yaml')
    .option('--parallel <count>', 'how many sites of one parent may be stopped at once', parsePositive, 4)
    .option(
      '--downtime-budget <duration>',
      'end the run, with services returned and no snapshot, rather than have a server down for longer, such as 90s',
      parseSeconds,
    )
    .option('-n, --dry-run', 'only print the steps');
  addReportOption(backup);
  addExamples(
    backup,
    ['resite backup S01', 'make a snapshot of the site'],
    ['resite backup S01 S02 S03', 'of several; their parent is stopped once for all'],
    ['resite backup --all --parallel 8', 'of every secondary site, up to eight at a time'],
    ['resite backup S01 --downtime-budget 90s', 'only if no server is down for longer than that'],
    ['resite backup S01 --dry-run', 'what would be done?'],
    ['resite backup S01 --report backup.html', 'with a page about it, to keep'],
  );
  setHandler(backup, perform, backupSites);
}

/** Sites with different parents gain nothing from each other: one run a parent, one after the other. */
async function backupSites(context: Context, typed: readonly string[], options: Options): Promise<void> {
  const found = await siteSettings(context, typed, options.all === true);
  const settings = found.map(setting => withBudget(setting, options.downtimeBudget));
  const failures: BackupFailure[] = [];
  const groups = Map.groupBy(settings, ({ parentCode }) => parentCode);
  for (const [parentCode, siblings] of groups) {
    context.signal.throwIfAborted();
    const report = options.report && reportFileOf(options.report, groups.size > 1 ? parentCode : undefined);
    try {
      failures.push(
        ...(await backupSiblings(context, siblings as [SiteSetting], { ...options, ...(report && { report }) })),
      );
    } catch (error) {
      if (context.signal.aborted) throw error;
      failures.push({ sites: siblings.map(({ siteCode }) => siteCode), error });
    }
  }
  if (failures.length > 0) throw partialBackup(failures, settings.length);
}

/** What is typed counts more than resite.yaml. */
function withBudget(setting: SiteSetting, typed: number | undefined): SiteSetting & { downtimeBudget?: number } {
  const downtimeBudget = typed ?? setting.config.downtimeBudget;
  return { ...setting, ...(downtimeBudget !== undefined && { downtimeBudget }) };
}

/** Returns the sites that could not even be looked at; the others are backed up all the same. */
async function backupSiblings(
  context: Context,
  siblings: readonly [SiteSetting, ...SiteSetting[]],
  { parallel, dryRun, report }: Options,
): Promise<BackupFailure[]> {
  const [first] = siblings;
  const { procedure, left } =
    siblings.length === 1
      ? { procedure: await prepareBackup(first), left: new Map<string, unknown>() }
      : await prepareSiblingBackup(siblings, { parallel });
  const failures = [...left].map(([site, error]): BackupFailure => ({ sites: [site], error }));
  if (dryRun === true) context.emit({ message_type: 'procedure', procedure, format: 'text' });
  else {
    await performBackup(context, procedure, { state: first.config.state, report }).catch((error: unknown) => {
      if (failures.length === 0 || context.signal.aborted) throw error;
      failures.push({ sites: procedure.sites ?? [procedure.siteCode], error });
    });
  }
  return failures;
}

const performBackup = (
  context: Context,
  procedure: Procedure,
  options: { readonly state: string; readonly report: string | undefined },
) => runProcedure(context, procedure, { ...options, ...promptOf(context) });
