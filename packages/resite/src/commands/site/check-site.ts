import { defined, inWords, isResiteError, ResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { readSecret, warnOfUnusable } from '@resite/procedure/access';
import { checkRepositorySpace, pastEvents, readSnapshotEvidence } from '@resite/procedure/checks';
import { connectHost } from '@resite/procedure/connect';
import { checkHostMemory } from '@resite/procedure/host-memory';
import { Journal } from '@resite/procedure/journal';
import { requireAccount } from '@resite/procedure/plan';
import { openSettings } from '@resite/procedure/repository-settings';
import {
  findSiteSnapshot,
  judgeProvenance,
  provenanceCheck,
  readSiteManifest,
  requireSameSnapshot,
} from '@resite/procedure/snapshot';
import type { Repository, Snapshot } from '@resite/repository';
import { checkBeforeBackup } from '@resite/site/checks/before-backup';
import { checkBeforeRestore } from '@resite/site/checks/before-restore';
import { type Check, conclude, type Finding, firstFailure } from '@resite/site/checks/check';
import { type PastEvent, pastChecks } from '@resite/site/checks/clocks';
import { discoverSite } from '@resite/site/discovery/discover-site';
import type { Context } from '../../context.ts';
import { reportOfChecks } from '../../report/document.ts';
import type { Checked } from '../../report/verdict.ts';
import { checkReportFile, writeReport } from '../../report/write-report.ts';
import type { AcceptClocksOption } from './accept-clocks.ts';
import type { AccountOption } from './account-option.ts';
import { promptOf } from './run-procedure.ts';
import { type SiteSetting, siteSetting } from './site-setting.ts';
import { snapshotChoice } from './snapshot-choice.ts';
import type { TrustSnapshotOption } from './trust-snapshot-option.ts';

interface Options extends AcceptClocksOption, AccountOption, TrustSnapshotOption {
  readonly restore?: boolean;
  readonly to?: string;
  readonly snapshot: string;
  readonly report?: string;
}

type RestoreChoice = Pick<Options, 'snapshot'> & AcceptClocksOption;

export async function checkSite(context: Context, code: string, options: Options): Promise<void> {
  const { restore, to, account, trustSnapshot, report } = options;
  if (
    restore !== true &&
    ([to, account, trustSnapshot].some(typed => typed !== undefined) || options.snapshot !== 'latest')
  ) {
    throw new ResiteError(
      'USAGE',
      '--to, --snapshot, --trust-snapshot and --account are for a check before a restore',
      {
        hint: `Add --restore: resite check ${code} --restore`,
      },
    );
  }
  await checkReportFile(report);
  const setting = await siteSetting(context, code, { to, account, trustSnapshot });
  const checked = await (restore === true
    ? checkForRestore(context, setting, options)
    : checkForBackup(context, setting, options));
  context.emit({ message_type: 'checks', ...checked });
  if (report !== undefined) {
    context.emit({ message_type: 'written', file: await writeReport(report, reportOfChecks(checked)) });
  }
  refuseFailed(checked);
}

/** Every check before a backup of the site; changes nothing. */
export async function checkForBackup(
  context: Context,
  setting: SiteSetting,
  options: AcceptClocksOption,
): Promise<Checked> {
  const checks = [noOpenRun(setting), ...(await beforeBackup(context, setting, options))];
  return { site: setting.siteCode, purpose: 'backup', checks };
}

/** Every check before a restore of a snapshot of the site; changes nothing. */
export async function checkForRestore(
  context: Context,
  setting: SiteSetting,
  options: RestoreChoice,
): Promise<Checked> {
  const checks = [noOpenRun(setting), ...(await beforeRestore(context, setting, options))];
  return { site: setting.siteCode, purpose: 'restore', checks };
}

/** What a run would end in before it changed anything. */
export function refuseFailed({ checks }: Checked): void {
  const failure = firstFailure(checks);
  if (failure !== undefined) throw failure;
}

async function beforeBackup(
  context: Context,
  setting: SiteSetting,
  { acceptClocks }: AcceptClocksOption,
): Promise<Check[]> {
  const { siteCode, parentCode, config, profile, profiles } = setting;
  await using hosts = connect(setting);
  const { host, parent: parentHost, helpers } = hosts;
  const asked = { siteCode, host, parentHost, helpers, parentCode, acceptClocks, profile, profiles };
  const checks = [
    ...(await noUnknownStop(setting, [host, ...helpers, parentHost])),
    ...(await checkBeforeBackup(defined(asked))),
  ];
  const found = checks.some(({ id, ok }) => id === 'site-found' && ok);
  const { location } = setting.repository;
  const space = await withRepository(context, setting, async repository =>
    found
      ? [
          ...pastChecks(past(config.state, siteCode, await repository.snapshots()), {
            accepted: acceptClocks === true,
          }),
          ...(await checkRepositorySpace({ host, site: await discoverSite(host, [profile]), repository, location })),
        ]
      : [],
  );
  return [...checks, ...space];
}

function past(state: string, siteCode: string, snapshots: readonly Snapshot[]): PastEvent[] {
  const journal = new Journal(state);
  try {
    return pastEvents({ siteCode, snapshots, journal });
  } finally {
    journal.close();
  }
}

async function beforeRestore(
  context: Context,
  setting: SiteSetting,
  { snapshot: wanted, acceptClocks }: RestoreChoice,
): Promise<Check[]> {
  const { siteCode, usefulLifeDays, trust } = setting;
  await using hosts = connect(setting);
  // With `await`: the hosts are closed when this function is left.
  return await withRepository(context, setting, async repository => {
    const { location } = setting.repository;
    const snapshot = await findSiteSnapshot(repository, {
      siteCode,
      wanted,
      location,
      ...snapshotChoice(context, setting.config.state),
    });
    requireSameSnapshot(trust.snapshot, snapshot.id);
    const found = await judgeProvenance(repository, snapshot, trust);
    const signed = provenanceCheck(found, snapshot.id, trust);
    if (found.state === 'changed') return [signed]; // nothing that it says is worth a look
    const manifest = await readSiteManifest(repository, snapshot, setting);
    const { prompt, askAccount } = promptOf(context);
    const account = await requireAccount({ ...setting, ...defined({ askAccount }) }, manifest);
    // Who has neither written the password down nor sits at a terminal learns all the rest.
    const password =
      account === undefined || ('prompt' in account.password && prompt === undefined)
        ? undefined
        : await readSecret(account.password, prompt);
    if (account !== undefined && password === undefined) {
      context.emit({
        message_type: 'warning',
        text: `${account.user} is not tried: nobody can be asked for its password`,
      });
    }
    const journal = new Journal(setting.config.state);
    try {
      const memory = await checkHostMemory([hosts.host, ...hosts.helpers, hosts.parent], journal);
      const checks = await checkBeforeRestore({
        ...(await readSnapshotEvidence({
          repository,
          snapshot,
          manifest,
          journal,
          usefulLifeDays,
          profiles: setting.profiles,
        })),
        target: hosts.host,
        parent: hosts.parent,
        helpers: hosts.helpers,
        acceptClocks,
        account: account?.user,
        ...defined({ password, profiles: setting.profiles }),
      });
      return [...memory, signed, ...checks];
    } finally {
      journal.close();
    }
  });
}

function connect({ host: name, parent: parentName, helperHosts, hosts }: SiteSetting) {
  const host = connectHost(name, hosts[name]!);
  const parent = connectHost(parentName, hosts[parentName]!);
  const helpers = helperHosts.map(helper => connectHost(helper, hosts[helper]!));
  return {
    host,
    parent,
    helpers,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([host, parent, ...helpers].map(each => each.close()));
    },
  };
}

/** Comes first: services that such a run has stopped explain much of what the other checks find. */
function noOpenRun({ config, hosts }: SiteSetting): Check {
  const journal = new Journal(config.state);
  try {
    const names = Object.keys(hosts);
    const title = `No other run is open on ${inWords(names, 'or')}`;
    return passes({ id: 'no-open-run', title, error: journal.conflict(names), found: 'none' });
  } finally {
    journal.close();
  }
}

/** What hosts remember of a run that is not in the journal: then the journal was lost, or is another one. */
async function noUnknownStop({ config }: SiteSetting, hosts: readonly Host[]): Promise<Check[]> {
  const journal = new Journal(config.state);
  try {
    return await checkHostMemory(hosts, journal);
  } finally {
    journal.close();
  }
}

/** Whether it opens is a check as well; what needs an open one comes after it. */
async function withRepository(
  context: Context,
  { repository: settings }: SiteSetting,
  use: (repository: Repository) => Promise<Check[]>,
): Promise<Check[]> {
  const { location } = settings;
  let repository: Repository;
  try {
    repository = await openSettings(settings, {
      prompt: promptOf(context).prompt,
      signal: context.signal,
      onUnusable: warnOfUnusable(context.emit),
    });
  } catch (error) {
    if (!isResiteError(error) || error.code === 'INTERRUPTED') throw error;
    return [passes({ id: 'repository-opens', error, found: location })];
  }
  try {
    return [passes({ id: 'repository-opens', error: undefined, found: location }), ...(await use(repository))];
  } finally {
    await repository.close();
  }
}

/** Good unless there is an error, which then says what was found and what to do. */
function passes({ error, ...rest }: Passes): Check {
  return conclude({
    ...rest,
    good: error === undefined,
    ...(error && defined({ code: error.code, found: error.message, remedy: error.hint, how: error.remedy })),
  });
}

interface Passes extends Pick<Finding, 'id' | 'title' | 'found'> {
  readonly error: ResiteError | undefined;
}
