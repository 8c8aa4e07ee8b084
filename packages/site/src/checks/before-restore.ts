import { formatTime } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import type { Host } from '@resite/host';
import { siteDatabase } from '../database/site-database.ts';
import type { SiteDescription } from '../description.ts';
import type { Profile } from '../profiles/profile.ts';
import { findProfile, parentProfile } from '../profiles/profiles.ts';
import { type Check, conclude } from './check.ts';
import { clockChecks as agreement, allowedClockDifference } from './clocks.ts';
import { helpersBeforeRestore } from './helper-servers.ts';
import { checkParent } from './parent.ts';
import { type Reached, reach, whileReachable } from './reach.ts';
import { accountChecks } from './restore/account-checks.ts';
import { emptinessChecks } from './restore/emptiness-checks.ts';
import { snapshotFitness } from './restore/fitness-checks.ts';
import { passwordAge } from './restore/password-age.ts';
import { placeChecks } from './restore/place-checks.ts';
import type { RestoreSituation } from './restore/situation.ts';
import { snapshotChecks } from './restore/snapshot-checks.ts';
import { inWordsOf } from './words.ts';

/**
 * Everything that must hold before a restore, in one go (Q138347 Restore 1; Q147469). A failed check never throws, and
 * nothing is changed; a host that does not answer is a failed check.
 */
export async function checkBeforeRestore(situation: RestoreSituation): Promise<Check[]> {
  const { description, target, parent, profiles } = situation;
  const profile = findProfile(description.profile, profiles);
  const { check, reached } = await reach(target, 'target');
  const onTarget =
    reached === undefined
      ? []
      : await whileReachable(target, 'target', async () => [
          ...(await placeChecks(situation, profile, reached.identity)),
          ...(await emptinessChecks(situation, profile, reached.identity)),
          ...(await accountChecks(situation, profile)),
          ...(await passwordAge(situation)),
        ]);
  const onParent =
    parent === undefined
      ? []
      : await parentChecks(situation, { parent, profile: parentProfile(profile, profiles) }, reached);
  const { siteCode, helperServers: named = [] } = description;
  // In a rehearsal nobody is there whom they could work for.
  const onHelpers =
    parent === undefined || profile.helperServers === undefined
      ? []
      : await helpersBeforeRestore({ profile, siteCode, named, helpers: situation.helpers ?? [] });
  return inWordsOf(profile, [
    check,
    ...onTarget,
    ...onParent,
    ...onHelpers,
    ...(reached === undefined ? [] : clockChecks(situation, reached.clock)),
    ...snapshotChecks(situation, profile),
    ...snapshotFitness(situation, reached?.clock),
  ]);
}

async function parentChecks(
  { description, target, acceptClocks: accepted }: RestoreSituation,
  { parent, profile }: { readonly parent: Host; readonly profile: Profile },
  reached: Reached | undefined,
): Promise<Check[]> {
  const clock = reached?.clock;
  const { checks: found, clock: parentClock } = await checkParent({
    parent,
    profile,
    siteCode: description.siteCode,
    parentCode: description.parentSiteCode || undefined,
    build: description.version,
    active: false,
  });
  const servers = [
    ...(reached === undefined ? [] : [{ name: target.name, ahead: reached.ahead }]),
    ...(parentClock === undefined ? [] : [parentClock]),
  ];
  const checks = [...found, ...agreement({ servers, now: new Date(now()), accepted })];
  const databaseAnswers = checks.some(({ id, ok }) => id === 'parent-database' && ok);
  return databaseAnswers
    ? [...checks, ...(await whileReachable(parent, 'parent', () => stampChecks(description, parent, clock)))]
    : checks;
}

/** A target whose clock is behind would stamp its first report earlier than what the parent has from before. */
function clockChecks({ description, snapshot }: RestoreSituation, clock: Date): Check[] {
  const stamps = [
    description.siteControlFile && description.siteControlFile.stamp * 1000,
    snapshot?.captured.getTime(),
  ];
  const latest = Math.max(...stamps.filter(stamp => stamp !== undefined));
  if (!Number.isFinite(latest)) return [];
  return [
    conclude({
      id: 'clock-after-snapshot',
      good: clock.getTime() + allowedClockDifference >= latest,
      found: formatTime(clock),
      wanted: `not before ${formatTime(new Date(latest))}`,
    }),
  ];
}

/** The parent keeps the newer of two site control files, so one from the future would keep the restored site out. */
async function stampChecks(description: SiteDescription, parent: Host, clock: Date | undefined): Promise<Check[]> {
  const stamp = await siteDatabase(parent).actualStamp(description.siteCode);
  if (stamp === undefined || clock === undefined) return [];
  const mine = description.siteControlFile && new Date(description.siteControlFile.stamp * 1000);
  return [
    conclude({
      id: 'parent-image-not-from-the-future',
      title: `The site control file that ${parent.name} holds is not from the future`,
      good: stamp.getTime() <= clock.getTime() + allowedClockDifference,
      found: formatTime(stamp),
      wanted: `not after ${formatTime(clock)}, the clock of the target`,
    }),
    conclude({
      id: 'snapshot-up-to-date',
      good: mine !== undefined && stamp <= mine,
      found: `the parent has ${formatTime(stamp)}`,
      wanted: `nothing after ${mine === undefined ? 'an unknown time' : formatTime(mine)}`,
    }),
  ];
}
