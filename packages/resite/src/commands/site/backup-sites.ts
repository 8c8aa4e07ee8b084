import { defined } from '@resite/errors';
import { prepareBackup, prepareSiblingBackup } from '@resite/procedure/plan';
import type { Context } from '../../context.ts';
import { reportFileOf } from '../../report/write-report.ts';
import type { AcceptClocksOption } from './accept-clocks.ts';
import { checkForBackup, refuseFailed } from './check-site.ts';
import { type BackupFailure, partialBackup } from './partial-backup.ts';
import { promptOf, runAndReport } from './run-procedure.ts';
import { type SiteSetting, siteSettings } from './site-setting.ts';

interface Options extends AcceptClocksOption {
  readonly all?: boolean;
  readonly parallel: number;
  /** Seconds. */
  readonly downtimeBudget?: number;
  readonly dryRun?: boolean;
  readonly report?: string;
}

/** Sites with different parents gain nothing from each other: one run a parent, one after the other. */
export async function backupSites(context: Context, typed: readonly string[], options: Options): Promise<void> {
  const found = await siteSettings(context, typed, options.all === true);
  const settings = found.map(setting => withTyped(setting, options));
  const failures: BackupFailure[] = [];
  const groups = Map.groupBy(settings, ({ parentCode }) => parentCode);
  for (const [parentCode, siblings] of groups) {
    context.signal.throwIfAborted();
    const report = options.report && reportFileOf(options.report, groups.size > 1 ? parentCode : undefined);
    try {
      failures.push(
        ...(await backupSiblings(context, siblings as [TypedSetting], { ...options, ...defined({ report }) })),
      );
    } catch (error) {
      if (context.signal.aborted) throw error;
      failures.push({ sites: siblings.map(({ siteCode }) => siteCode), error });
    }
  }
  if (failures.length > 0) throw partialBackup(failures, settings.length);
}

interface TypedSetting extends SiteSetting, AcceptClocksOption {
  readonly downtimeBudget?: number;
}

/** What is typed counts more than resite.yaml. */
function withTyped(setting: SiteSetting, { downtimeBudget: typed, acceptClocks }: Options): TypedSetting {
  const downtimeBudget = typed ?? setting.config.downtimeBudget;
  return {
    ...setting,
    ...defined({ downtimeBudget, acceptClocks: acceptClocks === true ? acceptClocks : undefined }),
  };
}

/** Returns the sites that could not even be looked at; the others are backed up all the same. */
async function backupSiblings(
  context: Context,
  siblings: readonly [TypedSetting, ...TypedSetting[]],
  { parallel, dryRun, report }: Options,
): Promise<BackupFailure[]> {
  const [first] = siblings;
  const { procedure, left } =
    siblings.length === 1
      ? { procedure: await prepareBackup(first), left: new Map<string, unknown>() }
      : await prepareSiblingBackup(siblings, { parallel });
  const failures = [...left].map(([site, error]): BackupFailure => ({ sites: [site], error }));
  if (dryRun === true) {
    context.emit({ message_type: 'procedure', procedure, format: 'text' });
    failures.push(
      ...(await checkAll(
        context,
        siblings.filter(({ siteCode }) => !left.has(siteCode)),
      )),
    );
  } else {
    const run = runAndReport(context, procedure, { state: first.config.state, report, ...promptOf(context) });
    await run.catch((error: unknown) => {
      if (failures.length === 0 || context.signal.aborted) throw error;
      failures.push({ sites: procedure.sites, error });
    });
  }
  return failures;
}

/** What each site would be refused for. */
async function checkAll(context: Context, settings: readonly TypedSetting[]): Promise<BackupFailure[]> {
  const failures: BackupFailure[] = [];
  for (const setting of settings) {
    const checked = await checkForBackup(context, setting, setting);
    context.emit({ message_type: 'checks', ...checked });
    try {
      refuseFailed(checked);
    } catch (error) {
      failures.push({ sites: [setting.siteCode], error });
    }
  }
  return failures;
}
