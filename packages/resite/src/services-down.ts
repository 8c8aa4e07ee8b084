import { ResiteError } from '@resite/errors';
import type { CommandEvent } from './reporters/events.ts';

/** What this program has stopped and not seen back, by host and service. */
export function watchServices() {
  const down = new Set<string>();
  return {
    see(event: CommandEvent): void {
      if (event.message_type !== 'service_state') return;
      const name = `${event.service} on ${event.host}`;
      if (event.is === 'stopped') down.add(name);
      else down.delete(name);
    },
    /** A fault that ends the program while services are down is worse than its code says; else the fault itself. */
    worse(fault: unknown): unknown {
      if (down.size === 0) return fault;
      const message = fault instanceof Error ? fault.message : String(fault);
      return new ResiteError(
        'SERVICES_NOT_RESTORED',
        `a fault in Resite itself: ${message}. Down at that moment: ${[...down].join(', ')}`,
        { hint: 'The guardian of the run returns them. See in a minute: resite status', cause: fault },
      );
    },
  };
}
