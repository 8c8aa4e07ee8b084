import { dependsOn } from '@resite/host/dependents';
import { type MemoryMachine, servicesOf } from '@resite/host/memory';
import type { Call } from '../world/call.ts';
import type { Fault } from './fault.ts';
import type { RunningStory } from './running-story.ts';

/** After these, what a service depends on may be down although it was started first. */
const beyondResite: ReadonlySet<Fault['kind']> = new Set([
  'service does not start',
  'service does not stop',
  'accounts are locked',
  'host loses power',
  'somebody starts a service',
]);

/** Watches that a service is started only when all that it depends on runs. A host that refuses the call starts nothing. */
export function watchDependents({ world, seen, struck }: RunningStory) {
  /** What was amiss when the call came, by who asks for what. */
  const asked = new Map<string, readonly string[]>();
  return {
    onCall({ process, place, operation, subject, way }: Call): void {
      const machine = world.machines.get(place);
      if (operation !== 'services.start' || machine === undefined) return;
      const key = `${process.number} ${place} ${subject}`;
      if (way === 'there') asked.set(key, amiss(machine, place, subject));
      else for (const what of asked.get(key) ?? []) seen.push({ invariant: 'in-order', what });
      if (way === 'back') asked.delete(key);
    },
  };

  function amiss(machine: MemoryMachine, place: string, subject: string): string[] {
    if (struck.some(kind => beyondResite.has(kind))) return [];
    const services = servicesOf(machine);
    const service = services.query(subject);
    if (service === undefined || service.state !== 'stopped') return [];
    return services
      .list()
      .filter(({ name, state }) => dependsOn(service, name) && state !== 'running')
      .map(({ name, state }) => `${subject} on ${place} was started while ${name} was ${state}`);
  }
}
