import { defined } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import { readText } from '../discovery/identification.ts';
import type { Facts, Profile } from '../profiles/profile.ts';
import { findProfile } from '../profiles/profiles.ts';
import { servicePackCheck, siteBuild } from './build-checks.ts';
import type { Check } from './check.ts';
import { helpersAfterRestore } from './helper-servers.ts';
import { reach, whileReachable } from './reach.ts';
import { fileChecks } from './revival/file-checks.ts';
import { parentIdChecks, targetIdChecks } from './revival/id-checks.ts';
import { logChecks } from './revival/log-checks.ts';
import { parentChecks } from './revival/parent-checks.ts';
import { serviceChecks, servicesRunning, shareChecks } from './revival/service-checks.ts';
import type { RevivalSituation, SignSituation, TargetSituation } from './revival/situation.ts';
import { restoredSenderCapacity } from './sender-capacity.ts';
import { checkTable } from './table/table.ts';
import { inWordsOf } from './words.ts';

/**
 * The fourteen signs of a working site, looked at once; `awaitSigns` waits for them. The site needs some minutes for its
 * services, one watchdog cycle and up to half an hour for the way to the parent: until the deadline of a sign its absence is
 * `not-yet`, from then on `failed`. What waiting cannot mend has failed at once. Changes nothing and throws for no failed
 * check; a host that does not answer is `not-yet`.
 */
export async function checkAfterRestore(situation: RevivalSituation): Promise<Check[]> {
  const { description, profiles, helpers = [] } = situation;
  const onTarget = await lookAtTarget(situation);
  const onHelpers = await helpersAfterRestore(findProfile(description.profile, profiles), helpers);
  return inWords([...onTarget.checks, ...onHelpers, ...(await lookAtParent(situation, onTarget.clock))], situation);
}

/** Those of the signs that show on the server itself, with what `more` finds besides; for who has no parent to ask. */
export async function checkTargetSigns(
  situation: SignSituation,
  more: () => Promise<Check[]> = async () => [],
): Promise<Check[]> {
  const { checks } = await lookAtTarget(situation);
  return inWords([...checks, ...(await more())], situation);
}

function inWords(checks: readonly Check[], situation: SignSituation): Check[] {
  const late = checks.map(check => withDeadline(check, situation));
  return inWordsOf(findProfile(situation.description.profile, situation.profiles), late);
}

/** What shows on the server itself. */
const targetSigns: Readonly<Record<Facts, (server: TargetSituation, profile: Profile) => Promise<Check[]>>> = {
  plain: async server => [await servicesRunning(server), ...(await shareChecks(server))],
  'sms-1x': async (server, profile) => [
    ...(await serviceChecks(server, profile)),
    ...(await shareChecks(server)),
    ...(await fileChecks(server, profile)),
    ...(await logChecks(server)),
    ...(await keyChecks(server)),
    ...(await targetIdChecks(server, profile)),
  ],
};

/** What shows in the key of the site: of that only what is needed, as it is looked at again and again, over a network perhaps. */
async function keyChecks({ target, description }: TargetSituation): Promise<Check[]> {
  const { registryKey, version: build } = description;
  const setup = await target.registry.read(`${registryKey}\\Setup`);
  const found = setup && readText(setup, '', 'Version');
  return [
    await restoredSenderCapacity(target, registryKey),
    ...siteBuild(defined({ build, found })),
    ...(await servicePackCheck(target, description)),
  ];
}

/** What a parent knows of the site, if anything. */
const parentSigns: Readonly<Record<Facts, { look: typeof parentChecks; ids: typeof parentIdChecks }>> = {
  plain: { look: async () => [], ids: async () => [] },
  'sms-1x': { look: parentChecks, ids: parentIdChecks },
};

/** `clock` is that of the target, when it answers. */
async function lookAtTarget(situation: SignSituation): Promise<{ checks: Check[]; clock?: Date }> {
  const { target, description, since } = situation;
  const profile = findProfile(description.profile, situation.profiles);
  const { check, reached } = await reach(target, 'target');
  if (reached === undefined) return { checks: [check] };
  const server = { ...situation, sinceOnTarget: onClock(since, reached.clock), nowOnTarget: reached.clock };
  const checks = await whileReachable(target, 'target', () => targetSigns[profile.facts](server, profile));
  return { checks: [check, ...checks], clock: reached.clock };
}

async function lookAtParent(situation: RevivalSituation, targetClock: Date | undefined): Promise<Check[]> {
  const { parent, description, since } = situation;
  const profile = findProfile(description.profile, situation.profiles);
  const signs = parentSigns[profile.facts];
  const { check, reached } = await reach(parent, 'parent');
  if (reached === undefined) return [check];
  const time = targetClock ?? new Date(now());
  const moments = { onTarget: onClock(since, time), onParent: onClock(since, reached.clock), now: time };
  const ask = (look: () => Promise<Check[]>) => whileReachable(parent, 'parent', look);
  return [
    check,
    ...(await ask(() => signs.look(situation, moments))),
    ...(targetClock === undefined ? [] : await ask(() => signs.ids(situation, profile))),
  ];
}

function withDeadline(check: Check, { elapsedMinutes = 0 }: SignSituation): Check {
  // A server that restarts, or a parent whose network comes back, answers again.
  if (/-answers$/.test(check.id)) return check.ok ? check : { ...check, state: 'not-yet' };
  const { minutes } = checkTable[check.id];
  if (check.state !== 'not-yet' || minutes === undefined || elapsedMinutes <= minutes) return check;
  return { ...check, state: 'failed', found: `${check.found}, after ${minutes} minutes` };
}

/** A moment of this computer's clock on the clock of a host, read just now. */
function onClock(moment: Date, hostNow: Date): Date {
  return new Date(moment.getTime() + (hostNow.getTime() - now()));
}
