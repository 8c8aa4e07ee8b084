import { registryOf } from '@resite/host/memory';
import { stoppedKey } from '@resite/procedure';
import type { Invariant } from './invariant.ts';

export const hostMemory: Invariant = {
  name: 'host-memory',
  promise: 'What a host has noted of its stopped services is gone when they are back, and its lease with it.',
  broken: ({ world }) =>
    [...world.machines].flatMap(([host, machine]) => [
      ...(registryOf(machine).peek(stoppedKey) === undefined
        ? []
        : [`${host} still remembers that its services were stopped`]),
      ...(machine.state.lease === undefined ? [] : [`${host} still holds a lease`]),
    ]),
};
