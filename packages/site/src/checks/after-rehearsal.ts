import { isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { isReportingElsewhere } from '../site-control-file/helper-servers.ts';
import { fileType } from '../site-control-file/model.ts';
import { parseSiteControlFile } from '../site-control-file/parse.ts';
import { fileDefinition } from '../site-control-file/records.ts';
import { checkTargetSigns } from './after-restore.ts';
import { type Check, conclude } from './check.ts';
import { listFiles } from './revival/list-files.ts';
import type { SignSituation } from './revival/situation.ts';

export interface RehearsalSituation extends SignSituation {
  /** An empty machine that bears the name of the parent's server; undefined when the site knows no address of its parent. */
  readonly standIn?: Host;
}

/**
 * The signs of a working site that can be seen without its parent; polled as those after a restore. What the parent would
 * say is not among them: no stand-in can know it.
 */
export async function checkAfterRehearsal(situation: RehearsalSituation): Promise<Check[]> {
  const { standIn, since, description } = situation;
  // Nobody helps a scratch machine: what a helper server does is not to be seen.
  const isElsewhere = isReportingElsewhere(description.helperServers);
  const sent = async () => (standIn === undefined || isElsewhere ? [] : [await reportSent(standIn, since)]);
  const checks = await checkTargetSigns(situation, sent);
  return isElsewhere ? checks.filter(({ id }) => id !== 'status-file-leaves') : checks;
}

/** The site writes its ACTUAL control file, makes a job of it and sends it to the address that it has for its parent. */
async function reportSent(standIn: Host, since: Date): Promise<Check> {
  const share = (await standIn.shares.list()).find(({ name }) => sameName(name, 'SMS_SITE'));
  const files = share === undefined ? [] : await listFiles(standIn, share.path);
  const reports: string[] = [];
  for (const { name } of files.filter(file => /\.CT2$/i.test(file.name))) {
    if (isReport(await standIn.files.read(`${share!.path}\\${name}`), since)) reports.push(name);
  }
  return conclude({
    id: 'report-sent',
    good: reports.length > 0,
    otherwise: 'not-yet',
    found: reports.join(', ') || 'nothing has arrived',
  });
}

/** One that waited in a queue of the snapshot proves that the sender works, but not that the site writes reports. */
function isReport(content: Buffer, since: Date): boolean {
  try {
    const { fileType: type, stamp } = fileDefinition(parseSiteControlFile(content, 'the report'));
    return type === fileType.actual && stamp >= Math.floor(since.getTime() / 1000);
  } catch (error) {
    if (isResiteError(error, 'SITE_CONTROL_FILE_INVALID')) return false;
    throw error;
  }
}
