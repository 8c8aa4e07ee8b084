import { formatTime, inWords } from '@resite/errors';
import { now as present } from '@resite/filesystem/clock';
import { type Check, conclude } from './check.ts';
import type { SiteRemedy } from './remedy.ts';

/** Ten minutes; nobody documents how much HMAN forgives, and computers that keep time are far within. */
export const allowedClockDifference = 10 * 60_000;

/** A computer, and how far its clock is ahead of that of this one, in milliseconds. */
export interface Clock {
  readonly name: string;
  readonly ahead: number;
}

/** Something that has happened, so that no right clock is before it: the newest run or snapshot. */
export interface PastEvent {
  readonly what: string;
  readonly time: Date;
  /** Full ID of the snapshot, when it is one. */
  readonly snapshot?: string;
}

export const thisComputer = 'this computer';

interface Clocks {
  /** Those of the servers. */
  readonly servers: readonly Clock[];
  /** That of this computer. */
  readonly now: Date;
  /** Somebody said that clocks differ on purpose: what is found is only a warning. */
  readonly accepted?: boolean | undefined;
}

/** Whether all computers of a procedure have the same time, and one that SMS can bear. */
export function clockChecks({ servers, now, accepted = false }: Clocks): Check[] {
  const clocks = [{ name: thisComputer, ahead: 0 }, ...servers];
  const timeOf = ({ ahead }: Clock) => new Date(now.getTime() + ahead);
  const all = clocks.map(clock => `${clock.name} ${formatTime(timeOf(clock))}`).join(', ');
  const verdict = disagreement(clocks);
  const unbearable = clocks.filter(clock => !isBearable(timeOf(clock)));
  return [
    conclude({
      id: accepted ? 'clocks-accepted' : 'clocks',
      title: `The clocks of ${inWords(
        clocks.map(({ name }) => name),
        'and',
      )} agree`,
      good: verdict === undefined,
      found: verdict === undefined ? all : `${all}: ${verdict}`,
    }),
    conclude({
      id: 'clocks-bearable',
      good: unbearable.length === 0,
      found:
        unbearable.length === 0
          ? 'such times'
          : unbearable.map(clock => `${clock.name} ${formatTime(timeOf(clock))}`).join(', '),
    }),
  ];
}

/** Whether the clock of this computer is past what has happened. With `accepted`, what is found is only a warning. */
export function pastChecks(past: readonly PastEvent[], { now = new Date(present()), accepted = false } = {}): Check[] {
  const later = past.filter(({ time }) => time.getTime() > now.getTime() + allowedClockDifference);
  const names = later.map(({ what, time }) => `${what} of ${formatTime(time)}`).join(', ');
  return [
    conclude({
      id: accepted ? 'clock-after-past-accepted' : 'clock-after-past',
      good: later.length === 0,
      found: `${thisComputer} ${formatTime(now)}${later.length === 0 ? '' : `, and ${names}`}`,
      ...(later.length > 0 &&
        !accepted && {
          how: {
            kind: 'set-clock',
            past: later.map(({ snapshot }) => (snapshot === undefined ? 'run' : { snapshot })),
          } satisfies SiteRemedy,
        }),
    }),
  ];
}

/** The same clocks, when this computer takes `now` for the present instead of what its clock says. */
export function aheadOf(now: Date | undefined, servers: readonly Clock[]): Clock[] {
  const shift = now === undefined ? 0 : present() - now.getTime();
  return servers.map(({ name, ahead }) => ({ name, ahead: ahead + shift }));
}

/** From 1990, as nothing of Windows NT is older, to 2036: dates from 2037 on crash SITEINS and SMSEXEC (Q151648, Q202003). */
export const isBearable = (time: Date) => time.getUTCFullYear() >= 1990 && time.getUTCFullYear() < 2037;

/** Who disagrees with whom; undefined when nobody does. The odd one out is named by majority, and without one nobody is. */
function disagreement(clocks: readonly Clock[]): string | undefined {
  const differs = (a: Clock, b: Clock) => Math.abs(a.ahead - b.ahead) > allowedClockDifference;
  const pairs = clocks.flatMap((a, index) =>
    clocks.slice(index + 1).flatMap(b => (differs(a, b) ? [[a, b] as const] : [])),
  );
  if (pairs.length === 0) return undefined;
  const odd = clocks.filter(clock => clocks.every(other => other === clock || differs(clock, other)));
  const others = clocks.filter(clock => clock !== odd[0]);
  if (odd.length === 1 && others.length > 1) {
    const middle = others.reduce((sum, { ahead }) => sum + ahead, 0) / others.length;
    return `${odd[0]!.name} is ${difference(odd[0]!.ahead - middle)} ${others.length === 2 ? 'both' : 'all'} others`;
  }
  return pairs.map(([a, b]) => `${a.name} is ${difference(a.ahead - b.ahead)} ${b.name}`).join(', ');
}

function difference(milliseconds: number): string {
  return `${span(Math.abs(milliseconds))} ${milliseconds > 0 ? 'ahead of' : 'behind'}`;
}

function span(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  const units = [
    ['year', 525_960],
    ['day', 1440],
    ['hour', 60],
    ['minute', 1],
  ] as const;
  const [unit, size] = units.find(([, length]) => minutes >= length) ?? ['minute', 1];
  const count = Math.round(minutes / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
