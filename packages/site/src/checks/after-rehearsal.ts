import type { Host } from '@resite/host';
import { sameText } from '../discovery/paths.ts';
import { checkTargetSigns } from './after-restore.ts';
import { type Check, conclude } from './check.ts';
import { listFiles, namesOf } from './revival/list-files.ts';
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
  const { standIn } = situation;
  return checkTargetSigns(situation, async () => (standIn === undefined ? [] : [await reportSent(standIn)]));
}

/** The site writes its ACTUAL control file, makes a job of it and sends it to the address that it has for its parent. */
async function reportSent(standIn: Host): Promise<Check> {
  const share = (await standIn.shares.list()).find(({ name }) => sameText(name, 'SMS_SITE'));
  const files = share === undefined ? [] : await listFiles(standIn, share.path);
  const reports = files.filter(({ name }) => /\.CT2$/i.test(name));
  return conclude({
    id: 'report-sent',
    good: reports.length > 0,
    otherwise: 'not-yet',
    found: namesOf(reports) || 'nothing has arrived',
  });
}
