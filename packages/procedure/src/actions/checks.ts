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
import type { Performance } from '../execution/execution.ts';
import { openSnapshot } from '../execution/open-snapshot.ts';
import { checkHostMemory } from '../host-memory/check-hosts.ts';
import { provenanceCheck } from '../snapshot/provenance-check.ts';
import type { Perform } from './perform.ts';

export const checkBeforeBackup: Perform<'check-before-backup'> = async (action, performance) => {
  const { siteCode } = action;
  const { repository, profiles } = performance.run.procedure;
  const profile = findProfile(action.profile ?? performance.run.procedure.profile, profiles);
  const host = performance.host(action.site);
  const checks = await backupChecks({
    ...defined({ siteCode, profile, profiles }),
    host,
    parentHost: performance.host(action.parent),
    parentCode: action.parentCode,
    acceptClocks: action.acceptClocks,
  });
  const memory = await checkHostMemory([host, performance.host(action.parent)], performance.journal);
  checks.unshift(...memory);
  if (firstFailure(checks) !== undefined) return conclude(checks, performance);
  const { journal, run } = performance;
  const snapshots = await (await performance.repository()).snapshots();
  const past = pastChecks(pastEvents({ siteCode, snapshots, journal, run: run.id }), { accepted: action.acceptClocks });
  const space = await checkRepositorySpace({
    host,
    site: await discoverSite(host, [profile]),
    repository: await performance.repository(),
    location: repository.location,
  });
  return conclude([...checks, ...past, ...space], performance);
};

export const checkBeforeRestore: Perform<'check-before-restore'> = async (action, performance) => {
  const opened = await openSnapshot(performance, action.snapshot);
  const { usefulLifeDays } = action;
  const target = performance.host(action.target);
  const parent = action.parent === undefined ? undefined : performance.host(action.parent);
  const memory = await checkHostMemory(parent === undefined ? [target] : [target, parent], performance.journal);
  const { account } = action;
  const checks = await restoreChecks({
    ...defined({ profiles: performance.run.procedure.profiles }),
    ...(await readSnapshotEvidence({ ...opened, journal: performance.journal, usefulLifeDays })),
    target,
    ...(parent && { parent }),
    acceptClocks: action.acceptClocks,
    account: account?.user,
    ...(account && { password: await performance.secret(account.password) }),
  });
  const { trust } = performance.run.procedure;
  const signed = trust?.found && provenanceCheck(trust.found, opened.snapshot.id, trust);
  return conclude([...memory, ...(signed === undefined ? [] : [signed]), ...checks], performance);
};

/** Every check is shown, the good ones too; the first failed one ends the procedure before anything is changed. */
function conclude(checks: readonly Check[], { emit }: Performance) {
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
