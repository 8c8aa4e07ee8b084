import { findProfile } from '../profiles/profiles.ts';
import type { Check } from './check.ts';
import { reach, whileReachable } from './reach.ts';
import { fileChecks } from './revival/file-checks.ts';
import { idChecks } from './revival/id-checks.ts';
import { parentChecks } from './revival/parent-checks.ts';
import { serviceChecks, shareChecks } from './revival/service-checks.ts';
import type { RevivalSituation } from './revival/situation.ts';

/**
 * The signs of a working site, in one go. Polled until none is `not-yet`: the site needs some minutes for its services,
 * one watchdog cycle and up to half an hour for the way to the parent. `failed` ones do not get better by waiting.
 * Changes nothing and throws for no failed check; a host that does not answer is `not-yet`.
 */
export async function checkAfterRestore(situation: RevivalSituation): Promise<Check[]> {
  const { description, target, parent } = situation;
  const profile = findProfile(description.profile);
  const onTarget = await reach(target, 'target');
  const onParent = await reach(parent, 'parent');
  const checks = [onTarget.check, onParent.check];
  const sinceOnTarget = onClock(situation.since, onTarget.reached?.clock);
  if (onTarget.reached !== undefined) {
    checks.push(
      ...(await whileReachable(target, 'target', async () => [
        ...(await serviceChecks(situation, profile)),
        ...(await shareChecks(situation)),
        ...(await fileChecks(situation, profile, sinceOnTarget)),
      ])),
    );
  }
  if (onParent.reached !== undefined) {
    const since = { onTarget: sinceOnTarget, onParent: onClock(situation.since, onParent.reached.clock) };
    checks.push(...(await whileReachable(parent, 'parent', () => parentChecks(situation, since))));
    if (onTarget.reached !== undefined) {
      checks.push(...(await whileReachable(parent, 'parent', () => idChecks(situation, profile))));
    }
  }
  // A server that restarts, or a parent whose network comes back, answers again.
  return checks.map(check => (/-answers$/.test(check.id) && !check.ok ? { ...check, state: 'not-yet' } : check));
}

/** A moment of this computer's clock on the clock of a host, read just now. */
export function onClock(moment: Date, hostNow = new Date()): Date {
  return new Date(moment.getTime() + (hostNow.getTime() - Date.now()));
}
