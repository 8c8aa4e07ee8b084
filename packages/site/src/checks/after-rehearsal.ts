import type { Host } from '@resite/host';
import { sameText } from '../discovery/paths.ts';
import { findProfile } from '../profiles/profiles.ts';
import { onClock } from './after-restore.ts';
import { type Check, conclude } from './check.ts';
import { reach, whileReachable } from './reach.ts';
import { fileChecks } from './revival/file-checks.ts';
import { serviceChecks, shareChecks } from './revival/service-checks.ts';
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
  const { description, target, standIn, since } = situation;
  const profile = findProfile(description.profile);
  const { check, reached } = await reach(target, 'target');
  if (reached === undefined) return [{ ...check, state: 'not-yet' }];
  const sinceOnTarget = onClock(since, reached.clock);
  const checks = await whileReachable(target, 'target', async () => [
    ...(await serviceChecks(situation, profile)),
    ...(await shareChecks(situation)),
    ...(await fileChecks(situation, profile, sinceOnTarget)),
    ...(standIn === undefined ? [] : [await reportSent(standIn)]),
  ]);
  return [check, ...checks];
}

/** The site writes its ACTUAL control file, makes a job of it and sends it to the address that it has for its parent. */
async function reportSent(standIn: Host): Promise<Check> {
  const share = (await standIn.shares.list()).find(({ name }) => sameText(name, 'SMS_SITE'));
  const files = share === undefined ? [] : await standIn.files.list(share.path);
  const reports = files.map(({ name }) => name).filter(name => /\.CT2$/i.test(name));
  return conclude({
    id: 'report-sent',
    title: 'The site sends its control file to the address of its parent',
    code: 'SITE_NOT_FUNCTIONAL',
    good: reports.length > 0,
    otherwise: 'not-yet',
    found: reports.length === 0 ? 'nothing has arrived' : reports.join(', '),
    wanted: 'a *.CT2 in the share SMS_SITE of the stand-in for the parent',
    remedy: 'Look at SCHED.LOG and LANSEND.LOG of the restored site.',
    source: 'Q183347; Q263335',
  });
}
