import { type Clock, clock } from '@resite/filesystem/clock';
import type { Port } from '@resite/filesystem/port';
import { randomness } from '@resite/filesystem/randomness';
import { Time } from '../time/time.ts';
import { beginning } from './beginning.ts';
import { SimulatedProcess } from './process.ts';
import { randomnessOf } from './randomness.ts';

/** Somebody who looks at the simulated world from outside: the time stands still, and what waits for it does not wait. */
export function makeOnlooker(): SimulatedProcess {
  const onlooker = new SimulatedProcess(0, 'onlooker', new Time(beginning));
  onlooker.surroundings = new Map<Port<unknown>, unknown>([
    [clock as Port<unknown>, stillness],
    [randomness as Port<unknown>, randomnessOf(0)],
  ]);
  return onlooker;
}

const stillness: Clock = {
  now: () => beginning,
  monotonic: () => beginning,
  sleep: async () => {},
  turn: async () => {},
  after: () => () => {},
  every: () => () => {},
};
