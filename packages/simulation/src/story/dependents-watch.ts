import { dependsOn } from '@resite/host/dependents';
import { servicesOf } from '@resite/host/memory';
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

/** Watches that a service is started only when all that it depends on runs. */
export function watchDependents({ world, seen, struck }: RunningStory) {
  return {
    onCall({ place, operation, subject, way }: Call): void {
      const machine = world.machines.get(place);
      if (operation !== 'services.start' || way !== 'there' || machine === undefined) return;
      if (struck.some(kind => beyondResite.has(kind))) return;
      const services = servicesOf(machine);
      const service = services.query(subject);
      if (service === undefined || service.state !== 'stopped') return;
      for (const { name, state } of services.list()) {
        if (!dependsOn(service, name) || state === 'running') continue;
        seen.push({ invariant: 'in-order', what: `${subject} on ${place} was started while ${name} was ${state}` });
      }
    },
  };
}
