import type { Call } from '../world/call.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { RunningStory } from './running-story.ts';

/** Watches that nobody changes a host which somebody else has claimed since. */
export function watchFences({ world, seen }: RunningStory) {
  const holders = new Map<string, SimulatedProcess>();
  return {
    onCall({ process, place, operation, subject, way }: Call): void {
      // Only what changes a host has a way back. What takes its time may have begun under a claim that was good.
      if (way !== 'back' || !world.machines.has(place) || lasting.has(operation)) return;
      if (operation === 'claim') holders.set(place, process);
      const holder = holders.get(place);
      if (holder === process || holder === undefined) return;
      seen.push({
        invariant: 'fence',
        what: `${nameOf(process)} did ${operation} ${subject} on ${place}, which ${nameOf(holder)} had claimed`,
      });
    },
  };
}

const nameOf = ({ what, number }: SimulatedProcess) => `${what} (process ${number})`;

const lasting: ReadonlySet<string> = new Set(['services.remove', 'commands.run']);
