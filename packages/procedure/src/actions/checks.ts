import {
  checkBeforeBackup as backupChecks,
  type Check,
  firstFailure,
  checkBeforeRestore as restoreChecks,
} from '@resite/site';
import { openSnapshot, snapshotPath } from '../manifest.ts';
import type { Performance } from '../performance.ts';
import type { Perform } from './perform.ts';

export const checkBeforeBackup: Perform<'check-before-backup'> = async (action, performance) => {
  const checks = await backupChecks({
    siteCode: action.siteCode,
    host: performance.host(action.site),
    parentHost: performance.host(action.parent),
    parentCode: action.parentCode,
  });
  return conclude(checks, performance);
};

export const checkBeforeRestore: Perform<'check-before-restore'> = async (action, performance) => {
  const { repository, snapshot, manifest } = await openSnapshot(performance, action.snapshot);
  const paths = new Set<string>();
  const bytes: Record<string, number> = {};
  for await (const { path, node } of repository.walk(snapshot.tree)) {
    paths.add(path.toUpperCase());
    const [, drive] = /^\/([A-Z])\//.exec(path) ?? [];
    if (drive !== undefined) bytes[drive] = (bytes[drive] ?? 0) + Number(node.size ?? 0n);
  }
  const checks = await restoreChecks({
    description: manifest.site,
    target: performance.host(action.target),
    ...(action.parent !== undefined && { parent: performance.host(action.parent) }),
    account: action.account.user,
    password: await performance.secret(action.account.password),
    snapshotFiles: { has: path => paths.has(snapshotPath(path).toUpperCase()) },
    bytes,
  });
  return conclude(checks, performance);
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
  return { detail: parts.join(', ') };
}
