import { servicesOf } from '@resite/host/memory';
import { upcase } from '@resite/registry/names';
import { stateBefore } from '../world/template.ts';
import { expectedServices, isOfSms } from './expected-services.ts';
import type { Invariant } from './invariant.ts';

export const nobodyElses: Invariant = {
  name: 'nobody-elses',
  promise: 'No service of anybody else is stopped, started or changed.',
  broken: ({ world, template }) =>
    [...world.machines].flatMap(([host, machine]) =>
      expectedServices(template, host)
        .filter(service => !isOfSms(service))
        .flatMap(({ name, state, startType }) => {
          const found = servicesOf(machine).query(name);
          const wasStarted =
            world.powerLost.has(host) || runOf(machine, name) === runOf({ state: stateBefore(template, host) }, name);
          return found?.state === state && found.startType === startType && wasStarted
            ? []
            : [`${name} on ${host} is ${found?.state ?? 'gone'}, ${found?.startType}`];
        }),
    ),
};

/** Another number for each start. */
const runOf = ({ state }: { state: { services: ReadonlyMap<string, { run: number }> } }, name: string) =>
  state.services.get(upcase(name))?.run;
