import { defined } from '@resite/errors';
import { checkBeforeBackup as backupChecks } from '@resite/site/checks/before-backup';
import { checkBeforeRestore as restoreChecks } from '@resite/site/checks/before-restore';
import { type Check, firstFailure } from '@resite/site/checks/check';
import { pastChecks } from '@resite/site/checks/clocks';
import { discoverSite } from '@resite/site/discovery/discover-site';
import { findProfile } from '@resite/site/profiles/profiles';
import { pastEvents } from '../checks/past-events.ts';
import { checkRepositorySpace } from '../checks/repository-space.ts';
import { readSnapshotEvidence } from '../checks/snapshot-evidence.ts';
import type { Execution } from '../execution/execution.ts';
import { openSnapshot } from '../execution/open-snapshot.ts';
import { checkHostMemory } from '../host-memory/check-hosts.ts';
import { provenanceCheck } from '../snapshot/provenance-check.ts';
import type { ActionHandler } from './action-handler.ts';

export const checkBeforeBackup: ActionHandler<'check-before-backup'> = async (action, execution) => {
  const { site: siteCode } = action;
  const { repository, profiles } = execution.run.procedure;
  const profile = findProfile(action.profile ?? execution.run.procedure.profile, profiles);
  const host = execution.host(action.host);
  const parentHost = execution.host(action.parentHost);
  const helpers = action.helperHosts?.map(name => execution.host(name)) ?? [];
  const checks = await backupChecks({
    ...defined({ siteCode, profile, profiles }),
    host,
    parentHost,
    helpers,
    parentCode: action.parentSite,
    acceptClocks: action.acceptClocks,
  });
  const memory = await checkHostMemory([host, ...helpers, parentHost], execution.journal);
  checks.unshift(...memory);
  if (firstFailure(checks) !== undefined) return conclude(checks, execution);
  const { journal, run } = execution;
  const snapshots = await (await execution.repository()).snapshots();
  const past = pastChecks(pastEvents({ siteCode, snapshots, journal, run: run.id }), { accepted: action.acceptClocks });
  const space = await checkRepositorySpace({
    host,
    site: await discoverSite(host, [profile]),
    repository: await execution.repository(),
    location: repository.location,
  });
  return conclude([...checks, ...past, ...space], execution);
};

export const checkBeforeRestore: ActionHandler<'check-before-restore'> = async (action, execution) => {
  const opened = await openSnapshot(execution, action.snapshot);
  const { usefulLifeDays } = action;
  const target = execution.host(action.host);
  const parent = action.parentHost === undefined ? undefined : execution.host(action.parentHost);
  const helpers = action.helperHosts?.map(name => execution.host(name)) ?? [];
  const hosts = [target, ...helpers, ...(parent === undefined ? [] : [parent])];
  const memory = await checkHostMemory(hosts, execution.journal);
  const { account } = action;
  const checks = await restoreChecks(
    defined({
      ...(await readSnapshotEvidence({
        ...opened,
        journal: execution.journal,
        usefulLifeDays,
        profiles: execution.run.procedure.profiles,
      })),
      profiles: execution.run.procedure.profiles,
      target,
      parent,
      helpers,
      acceptClocks: action.acceptClocks,
      account: account?.user,
      password: account && (await execution.secret(account.password)),
    }),
  );
  const { trust } = execution.run.procedure;
  const signed = trust?.found && provenanceCheck(trust.found, opened.snapshot.id, trust);
  return conclude([...memory, ...(signed === undefined ? [] : [signed]), ...checks], execution);
};

/** Every check is shown, the good ones too; the first failed one ends the procedure before anything is changed. */
function conclude(checks: readonly Check[], { emit }: Execution) {
  for (const check of checks) emit({ message_type: 'precheck', check });
  const failure = firstFailure(checks);
  if (failure !== undefined) throw failure;
  const count = (severity: Check['severity']) =>
    checks.filter(check => !check.ok && check.severity === severity).length;
  const parts = [
    `${checks.filter(check => check.ok).length} of ${checks.length} checks are good`,
    ...(count('warning') > 0 ? [`${count('warning')} with a warning`] : []),
    ...(count('info') > 0 ? [`${count('info')} to know`] : []),
  ];
  return { detail: parts.join(', '), checks };
}
