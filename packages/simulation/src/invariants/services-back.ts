import { settle } from '@resite/host/memory';
import { expectedServices, servicesAstray } from './expected-services.ts';
import type { Invariant } from './invariant.ts';

export const servicesBack: Invariant = {
  name: 'services-back',
  promise:
    'Once what was broken is repaired and what the messages name was typed, every service is in its recorded state.',
  broken: ({ world, template }) =>
    [...world.machines].flatMap(([host, machine]) => {
      settle(machine);
      return servicesAstray(expectedServices(template, host), machine, { hasBooted: world.powerLost.has(host) }).map(
        what => `${what} on ${host}`,
      );
    }),
};
