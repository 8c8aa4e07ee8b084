import { formatTime } from '@resite/errors';
import { printableName } from '../text.ts';
import type { HostMemoryEvent } from './site-events.ts';

export function describeHostMemory({ host, found, remembered, returned = [] }: HostMemoryEvent): string[] {
  if (remembered === undefined) {
    return [
      found === 'off'
        ? `${host} is a powered-off disk: its services start with the computer`
        : `${host} remembers no run that stopped its services`,
    ];
  }
  const { run, user, computer, state, time, services } = remembered;
  return [
    `${host} remembered run ${run}, of ${printableName(`${user} on ${computer} (${state})`)}, at ${formatTime(time)}`,
    returned.length === 0
      ? '  all of its services were back already'
      : `  returned: ${returned.map(printableName).join(', ')}`,
    `  now as it remembered: ${services.map(({ name, state: was }) => `${printableName(name)} ${was}`).join(', ')}`,
  ];
}
