import { isResiteError } from '@resite/errors';
import type { FileInfo, Host } from '@resite/host';
import { sameText } from '../../discovery/paths.ts';
import type { Profile } from '../../profiles/profile.ts';
import { siteControlErrors } from '../../site-control-file/error-extensions.ts';
import { type Check, conclude } from '../check.ts';
import type { SignSituation } from './situation.ts';

/** What the services leave on disk; `since` is by the clock of the target. */
export async function fileChecks(
  { description, target }: SignSituation,
  profile: Profile,
  since: Date,
): Promise<Check[]> {
  const { smsRoot } = description;
  const folder = await filesIn(target, `${smsRoot}\\${profile.siteControlFolder}`);
  const fresh = folder.filter(({ name }) => !description.siteControlFolder.some(known => sameText(known, name)));
  const refused = fresh.filter(({ name }) => name.slice(-3) in siteControlErrors);
  const pending = folder.filter(({ name }) => /\.CT[12]$/i.test(name));
  const logs = await filesIn(target, `${smsRoot}\\LOGS`);
  const rootLogs = (await filesIn(target, smsRoot.slice(0, 3))).filter(({ name }) => /^SCMAN\.LOG$/i.test(name));
  const lively = [...logs, ...rootLogs].filter(({ modified }) => modified / 1_000_000n >= BigInt(since.getTime()));
  const names = (files: readonly FileInfo[]) => files.map(({ name }) => name).join(', ');
  return [
    conclude({
      id: 'site-control-file-accepted',
      title: 'No site control file was refused',
      code: 'SITE_NOT_FUNCTIONAL',
      good: refused.length === 0,
      found: refused.length === 0 ? 'none refused' : refused.map(({ name }) => explain(name)).join(' '),
      wanted: 'no file *.710 to *.718',
      remedy: refused.map(({ name }) => siteControlErrors[name.slice(-3)]!.remedy).join(' ') || 'Nothing to do.',
      source: 'Q121683',
    }),
    conclude({
      id: 'site-control-files-processed',
      title: 'Site control files are worked off',
      code: 'SITE_NOT_FUNCTIONAL',
      good: pending.length === 0,
      otherwise: 'not-yet',
      found: pending.length === 0 ? 'none waiting' : names(pending),
      wanted: `no *.CT1 and no *.CT2 in ${profile.siteControlFolder}`,
      remedy:
        'A *.CT1 waits for SMS_SITE_CONFIG_MANAGER; a *.CT2 waits for the way to the parent: look at SCHED.LOG, ' +
        'DESPOOL.LOG and LANSEND.LOG when it stays for half an hour.',
      source: 'Q183347',
    }),
    conclude({
      id: 'logs-advance',
      title: 'The services write their logs',
      severity: 'warning',
      good: lively.length > 0,
      otherwise: 'not-yet',
      found: lively.length === 0 ? 'no new line in any log' : names(lively),
      wanted: 'SCMAN.LOG and the logs of the threads newer than the restore',
      remedy: 'Tracing may be off; else look at the event log.',
      source: 'Q125452; Q133385',
    }),
  ];
}

function explain(name: string): string {
  return `${name}: ${siteControlErrors[name.slice(-3)]!.cause}`;
}

async function filesIn(host: Host, folder: string): Promise<FileInfo[]> {
  try {
    return (await host.files.list(folder)).filter(({ type }) => type === 'file');
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return [];
    throw error;
  }
}
