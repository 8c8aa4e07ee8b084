import { formatTime } from '@resite/errors';
import type { LabStatus, MachineStatus, SiteStatus } from '@resite/lab';
import type { Style } from '../output.ts';
import { plural, table } from '../text.ts';
import type { CommandEvent, LabChange } from './events.ts';

export function describeLabStatus({ machines, sites, clients }: LabStatus, style: Style): string[] {
  return [
    ...machines.flatMap(machine => describeMachine(machine, style)),
    ...sites.map(site => describeSite(site, style)),
    plural(clients.length, 'client'),
  ];
}

const stateColors = { up: 'green', down: 'dim', missing: 'red' } as const;

function describeMachine({ name, state, services }: MachineStatus, style: Style): string[] {
  const rows = services.map(service => [`  ${service.name}`, service.state, service.startType]);
  return [`${style('bold', name)}  ${style(stateColors[state], state)}`, ...table(rows)];
}

function describeSite({ code, name, machine, parent, status, reported }: SiteStatus, style: Style): string {
  const place = `on ${machine}${parent === '' ? '' : `, below ${parent}`}`;
  const state =
    status === undefined ? style('dim', 'unknown') : style(status === 'ACTIVE' ? 'green' : 'yellow', status);
  const since = reported === undefined ? '' : `, reported ${formatTime(reported)}`;
  return `Site ${style('bold', code)} (${name}) ${place}: ${state}${since}`;
}

const changes: Record<LabChange, string> = {
  created: 'is created, and off',
  up: 'is up',
  down: 'is off',
  destroyed: 'is destroyed',
};

export function describeLabChange({
  change,
  folder,
  machine,
}: Extract<CommandEvent, { message_type: 'lab_changed' }>): string {
  return `${machine === undefined ? 'The lab' : `The machine ${machine} of the lab`} in ${folder} ${changes[change]}`;
}
