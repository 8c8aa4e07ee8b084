import type { Chance } from '../time/chance.ts';
import { inventArrivals } from './arrivals.ts';
import type { Command } from './commands.ts';
import { inventDisaster, inventTyped } from './disasters.ts';
import type { Disaster, Fault } from './fault.ts';
import { inventRounds } from './rounds.ts';
import type { Story } from './story.ts';

/** Snapshots are forgotten and pruned, in the repository of the real engine: between backups, or by somebody else while there is one. */
export function inventRetention(seed: number, by: Chance): Story {
  const backup: Command = { type: 'backup', sites: by.happens(0.3) ? ['S01', 'S02'] : ['S01'] };
  const forget: Command = { type: 'forget', site: 'S01', keep: by.one([1, 1, 2]) };
  const isMeanwhile = by.happens(0.5);
  const calls = isMeanwhile ? backupCalls : by.one([forgetCalls, forgetCalls, forgetCalls + backupCalls]);
  const faults: Fault[] = [];
  const other: Command = by.happens(0.5) ? forget : { type: 'repo prune' };
  if (isMeanwhile)
    faults.push({
      kind: 'somebody types',
      command: other,
      computer: by.upTo(2) === 0 ? 0 : 1,
      at: 1 + by.upTo(calls),
    });
  while (faults.length < 5 && (faults.length === 0 || by.happens(0.6)))
    faults.push({ ...inventOfRetention(by, forget), at: 1 + by.upTo(calls) });
  return {
    seed,
    isSealed: true,
    commands: [backup, backup],
    retains: isMeanwhile ? [backup] : [forget, backup],
    faults,
    rounds: inventRounds(seed).map(round => (by.happens(0.3) ? { ...round, command: forget } : round)),
    arrivals: inventArrivals(seed, false),
  };
}

const forgetCalls = 60;
const backupCalls = 700;

function inventOfRetention(by: Chance, forget: Command): Disaster {
  const seconds = by.one([5, 40, 400]);
  return by.one<() => Disaster>([
    () => ({ kind: 'process dies' }),
    () => ({ kind: 'process dies' }),
    () => ({ kind: 'process dies' }),
    () => ({ kind: 'process freezes', seconds: 3_000 }),
    () => ({ kind: 'computer loses power' }),
    () => ({ kind: 'repository hangs', seconds }),
    () => ({ kind: 'repository refuses', seconds }),
    () => ({ kind: 'Ctrl-C' }),
    () => ({ kind: 'clock jumps', where: 'computer', seconds: by.one([-7200, 7200]) }),
    () => ({ kind: 'somebody types', command: by.one([forget, inventTyped(by)]), computer: by.happens(0.3) ? 0 : 1 }),
    () => inventDisaster(by),
  ])();
}
