import type { Snapshot } from '../contract/snapshot.ts';
import { hasTags } from '../snapshots/filter.ts';
import { isFromFuture } from '../snapshots/future.ts';
import { before, type Duration, formatDuration } from '../text/duration.ts';
import { now } from '../text/now.ts';
import { parseRfc3339 } from '../text/time.ts';
import { type Period, periods } from './period.ts';

/**
 * Which snapshots to keep; each rule keeps its own, and all that any rule keeps stay. Counts are of periods that hold a
 * snapshot, `Infinity` for all of them; durations go back from the newest snapshot that is not in the future.
 */
export interface ForgetPolicy {
  readonly last?: number;
  readonly minutely?: number;
  readonly hourly?: number;
  readonly daily?: number;
  readonly weekly?: number;
  readonly monthly?: number;
  readonly yearly?: number;
  readonly within?: Duration;
  readonly withinMinutely?: Duration;
  readonly withinHourly?: Duration;
  readonly withinDaily?: Duration;
  readonly withinWeekly?: Duration;
  readonly withinMonthly?: Duration;
  readonly withinYearly?: Duration;
  /** Snapshots that have all tags of one of the lists; the list of one empty tag stands for snapshots without tags. */
  readonly tags?: readonly (readonly string[])[];
}

export interface Decision {
  readonly snapshot: Snapshot;
  /** Why it is kept, in restic's words; none = it is forgotten. */
  readonly reasons: string[];
}

const withinRules = {
  minutely: 'withinMinutely',
  hourly: 'withinHourly',
  daily: 'withinDaily',
  weekly: 'withinWeekly',
  monthly: 'withinMonthly',
  yearly: 'withinYearly',
} as const satisfies Record<Period, keyof ForgetPolicy>;

export function isEmptyPolicy({ tags = [], ...rules }: ForgetPolicy): boolean {
  return tags.length === 0 && Object.values(rules).every(rule => rule === undefined || rule === 0);
}

/**
 * Decides over the snapshots of one group, newest first (restic: internal/data/snapshot_policy.go). Of a period the newest
 * snapshot counts. The oldest snapshot is kept as well while a rule has counts left (restic since 0.17). Unlike restic, no
 * rule counts a snapshot from the future: it would be the newest for years, and `last: 1` would keep nothing else.
 */
export function applyPolicy(snapshots: readonly Snapshot[], policy: ForgetPolicy): Decision[] {
  const at = now();
  const [future, past] = [true, false].map(wanted =>
    snapshots.filter(snapshot => isFromFuture(snapshot, at) === wanted).toSorted(byTimeDescending),
  ) as [Snapshot[], Snapshot[]];
  return [...future.map(snapshot => ({ snapshot, reasons: [futureReason] })), ...decide(past, policy)];
}

/** Why a snapshot stays that no rule counts. */
export const futureReason = 'from the future: no rule counts it, and only its ID removes it';

function decide(newestFirst: readonly Snapshot[], policy: ForgetPolicy): Decision[] {
  const rules = rulesOf(policy, newestFirst);
  return newestFirst.map((snapshot, position) => {
    const isOldest = position === newestFirst.length - 1;
    const tags = (policy.tags ?? [])
      .filter(list => hasTags(snapshot, list))
      .map(list => `has tags [${list.join(', ')}]`);
    return { snapshot, reasons: [...tags, ...rules.flatMap(rule => rule(snapshot, position, isOldest) ?? [])] };
  });
}

/** Sees the snapshots newest first and gives the reason to keep each, undefined when it has none. */
type Rule = (snapshot: Snapshot, position: number, isOldest: boolean) => string | undefined;

function rulesOf(policy: ForgetPolicy, newestFirst: readonly Snapshot[]): Rule[] {
  const present = now();
  const latest = newestFirst.find(({ time }) => parseRfc3339(time) < present)?.time;
  const isWithin = (duration: Duration): ((snapshot: Snapshot) => boolean) => {
    if (latest === undefined) return () => true; // all of them are in the future
    const start = before(latest, duration);
    return ({ time }) => parseRfc3339(time) > start;
  };
  return [...withinRule(policy, isWithin), ...countingRules(policy), ...withinPeriodRules(policy, isWithin)];
}

type IsWithin = (duration: Duration) => (snapshot: Snapshot) => boolean;

function withinRule({ within }: ForgetPolicy, isWithin: IsWithin): Rule[] {
  if (within === undefined) return [];
  const matches = isWithin(within);
  const reason = `within ${formatDuration(within)}`;
  return [snapshot => (matches(snapshot) ? reason : undefined)];
}

function countingRules(policy: ForgetPolicy): Rule[] {
  const rules = [countingRule(policy.last, 'last', (_, position) => String(position))];
  for (const [name, period] of Object.entries(periods)) {
    rules.push(countingRule(policy[name as Period], name, ({ time }) => period(time)));
  }
  return rules;
}

function countingRule(count = 0, name: string, periodOf: (snapshot: Snapshot, position: number) => string): Rule {
  let left = count;
  let previous: string | undefined;
  return (snapshot, position, isOldest) => {
    const period = periodOf(snapshot, position);
    if (left <= 0 || (period === previous && !isOldest)) return undefined;
    const reason = period === previous ? `oldest ${name} snapshot` : `${name} snapshot`;
    previous = period;
    left -= 1;
    return reason;
  };
}

function withinPeriodRules(policy: ForgetPolicy, isWithin: IsWithin): Rule[] {
  return Object.entries(periods).flatMap(([name, period]) => {
    const duration = policy[withinRules[name as Period]];
    if (duration === undefined) return [];
    const matches = isWithin(duration);
    const counting = countingRule(Number.POSITIVE_INFINITY, name, ({ time }) => period(time));
    const rule: Rule = (snapshot, position, isOldest) =>
      matches(snapshot)
        ? counting(snapshot, position, isOldest)?.replace('snapshot', `within ${formatDuration(duration)}`)
        : undefined;
    return [rule];
  });
}

function byTimeDescending(a: Snapshot, b: Snapshot): number {
  const difference = parseRfc3339(b.time) - parseRfc3339(a.time);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}
