import type { Chance } from '../time/chance.ts';
import { inventArrivals } from './arrivals.ts';
import { inventTyped } from './disasters.ts';
import type { Disaster, Fault } from './fault.ts';
import { inventRounds } from './rounds.ts';
import type { Story } from './story.ts';

export function inventRehearsal(seed: number, by: Chance): Story {
  const moment = (): Pick<Fault, 'at' | 'of'> =>
    by.happens(0.3) ? { at: 1 + by.upTo(60), of: 'journal' } : { at: 1 + by.upTo(by.happens(0.7) ? 400 : 800) };
  const faults: Fault[] = [{ ...inventOfRehearsal(by), ...moment() }];
  while (by.happens(0.4) && faults.length < 4) faults.push({ ...inventOfRehearsal(by), ...moment() });
  return {
    seed,
    commands: [{ type: 'backup', sites: ['S01'] }],
    faults,
    rounds: inventRounds(seed),
    rehearses: 'S01',
    arrivals: inventArrivals(seed, false),
  };
}

function inventOfRehearsal(by: Chance): Disaster {
  const seconds = by.one([5, 40, 400]);
  return by.one<Disaster>([
    { kind: 'process dies' },
    { kind: 'process dies' },
    { kind: 'process freezes' },
    { kind: 'process freezes', seconds },
    { kind: 'computer loses power' },
    { kind: 'power goes and tears the journal', transactions: 1 + by.upTo(5) },
    { kind: 'journal is lost' },
    { kind: 'disk of state folder is full', seconds },
    { kind: 'disk of journal is slow', seconds },
    { kind: 'repository hangs', seconds },
    { kind: 'repository refuses', seconds },
    { kind: 'scratch machine loses power' },
    { kind: 'disk of scratch machine is full' },
    { kind: 'file of scratch machine changes' },
    { kind: 'host loses power', host: by.one(['HQ1', 'BRANCH1']), seconds },
    { kind: 'clock jumps', where: 'computer', seconds: by.one([-7200, -30, 30, 7200]) },
    { kind: 'Ctrl-C' },
    { kind: 'somebody types', command: inventTyped(by), computer: by.happens(0.7) ? 0 : 1 },
  ]);
}
