import { servicesOf } from '@resite/host/memory';
import { upcase } from '@resite/registry/names';
import { stateBefore, type Template } from '../world/template.ts';
import type { World } from '../world/world.ts';
import { expectedServices, stoppedByRuns } from './expected-services.ts';
import type { Invariant } from './invariant.ts';

export const nobodyElses: Invariant = {
  name: 'nobody-elses',
  promise: 'No service of anybody else is stopped, started or changed, but one that ran and depends on those of SMS.',
  broken: ({ world, template }) =>
    [...world.machines].flatMap(([host, machine]) =>
      expectedServices(template, host)
        .filter(service => !stoppedByRuns(expectedServices(template, host)).includes(service))
        .flatMap(({ name, state, startType }) => {
          const found = servicesOf(machine).query(name);
          if (found === undefined && isNew(world, template, host)) return [];
          const wasStarted =
            world.powerLost.has(host) || runOf(machine, name) === runOf({ state: stateBefore(template, host) }, name);
          return found?.state === state && found.startType === startType && wasStarted
            ? []
            : [`${name} on ${host} is ${found?.state ?? 'gone'}, ${found?.startType}`];
        }),
    ),
};

/** A server that was set up in the place of a lost one has nothing of anybody else's. */
const isNew = (world: World, { bare }: Template, host: string) => bare.has(host) && world.powerLost.has(host);

/** Another number for each start. */
const runOf = ({ state }: { state: { services: ReadonlyMap<string, { run: number }> } }, name: string) =>
  state.services.get(upcase(name))?.run;
