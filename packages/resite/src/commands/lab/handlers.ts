import { defined } from '@resite/errors';
import { createBareMachine, destroyMachine } from '@resite/lab/bare-machine';
import { joinClients } from '@resite/lab/clients';
import { labFaults, makeFault } from '@resite/lab/faults';
import { createLab, destroyLab, type LabOptions } from '@resite/lab/lab';
import { labDown, labKill, labUp, machineDown, machineKill, machineUp } from '@resite/lab/power';
import { labSettled } from '@resite/lab/settled';
import { labStatus } from '@resite/lab/status';
import { upcase } from '@resite/registry/names';
import type { Context } from '../../context.ts';
import { plainPath } from '../../plain-path.ts';
import type { LabChange } from '../../reporters/events.ts';

interface MachineOption {
  readonly machine?: string;
}

export type PowerChange = keyof typeof powers;

const powers = {
  up: {
    all: async (folder: string) => {
      await labUp(folder);
      await labSettled(folder);
    },
    one: (folder: string, name: string) => machineUp(folder, name),
    change: 'up',
  },
  down: { all: labDown, one: machineDown, change: 'down' },
  'power-loss': { all: labKill, one: machineKill, change: 'down' },
  destroy: { all: destroyLab, one: destroyMachine, change: 'destroyed' },
} as const satisfies Record<string, Power>;

interface Power {
  readonly all: (folder: string) => Promise<void>;
  readonly one: (folder: string, name: string) => Promise<void>;
  readonly change: LabChange;
}

export async function buildLab(
  { emit }: Context,
  folder: string,
  { machine, root, ...options }: MachineOption & LabOptions,
): Promise<void> {
  const path = plainPath(folder);
  if (machine === undefined) {
    await createLab(path, defined({ ...options, root: root || undefined }));
    emit({ message_type: 'lab_changed', change: 'created', folder: path });
    emit({ message_type: 'note', text: `Power it on with: resite lab up ${folder}` });
  } else {
    const { platform, windows } = options;
    await createBareMachine(path, machine, defined({ platform, windows }));
    emit({ message_type: 'lab_changed', change: 'created', folder: path, machine });
    emit({ message_type: 'note', text: `Power it on with: resite lab up ${folder} --machine ${machine}` });
  }
}

/** The handler of one of the commands that change the power of a lab or of one machine. */
export function changePower(name: PowerChange) {
  return async ({ emit }: Context, folder: string, { machine }: MachineOption): Promise<void> => {
    const { all, one, change } = powers[name];
    const path = plainPath(folder);
    await (machine === undefined ? all(path) : one(path, machine));
    emit(defined({ message_type: 'lab_changed', change, folder: path, machine }));
  };
}

export async function showLab({ emit }: Context, folder: string): Promise<void> {
  emit({ message_type: 'lab_status', ...(await labStatus(plainPath(folder))) });
}

export async function joinLab(
  { emit }: Context,
  folder: string,
  typed: string,
  count: number,
  { machine }: MachineOption,
): Promise<void> {
  const site = upcase(typed);
  const clients = await joinClients(plainPath(folder), site, count, machine);
  emit({ message_type: 'clients_joined', site, clients });
}

export async function makeLabFault({ emit }: Context, folder: string, name: string | undefined): Promise<void> {
  const faults = Object.entries(labFaults).map(([id, { what }]) => ({ name: id, what }));
  if (name === undefined) return emit({ message_type: 'lab_faults', faults });
  await makeFault(plainPath(folder), name);
  emit({ message_type: 'lab_fault', name, what: faults.find(fault => fault.name === name)?.what ?? '' });
}
