import { adviceOf, defined, isSilent, ResiteError } from '@resite/errors';
import { markdown, raw } from '@resite/errors/markdown';
import { sameName } from '@resite/registry/names';
import type { Profile, SiteDescription } from '@resite/site';
import { servicesOfSite } from '@resite/site/discovery/services-of-site';
import { isServiceOf } from '@resite/site/profiles/profiles';
import type { HelperServer } from '@resite/site/site-control-file/helper-servers';
import { connectHost, type HostSettings } from '../access/connect.ts';
import { andDependents, dependentsByHand } from './dependents.ts';
import { everyService, type StoppedServices, stoppedServices } from './plan-text.ts';
import type { Step } from './procedure.ts';

/** A server that does part of the work of a site, with its services. */
export interface HelperFacts extends StoppedServices {
  /** The configured name; a key of `hosts`. */
  readonly host: string;
  readonly computerName: string;
}

/** Looks at each; `HOST_DOWN` and the like for one that does not answer. */
export async function lookAtHelpers(
  profile: Profile,
  {
    helperHosts = [],
    hosts,
  }: { readonly helperHosts?: readonly string[]; readonly hosts: Readonly<Record<string, HostSettings>> },
): Promise<HelperFacts[]> {
  if (profile.helperServers === undefined) return [];
  return Promise.all(helperHosts.map(name => lookAt(profile, name, hosts[name]!)));
}

async function lookAt(profile: Profile, name: string, settings: HostSettings): Promise<HelperFacts> {
  const host = connectHost(name, settings);
  try {
    const { computerName } = await host.identity();
    const found = servicesOfSite(await host.services.list(), service => isServiceOf(profile, service.name));
    return { host: name, computerName, ...stoppedServices(profile, found) };
  } catch (error) {
    if (!isSilent(error)) throw error;
    const advice = adviceOf(error);
    throw new ResiteError(error.code, `the helper server ${name} does not answer: ${error.message}`, {
      ...advice,
      hint: `${advice.hint ?? ''} If it is gone for good, take it out of \`helperServers\` of the site.`.trim(),
      cause: error,
    });
  } finally {
    await host.close();
  }
}

/** Helper servers that the site names, and that are not among these. */
export const unnamedHelpers = (
  { helperServers = [] }: Pick<SiteDescription, 'helperServers'>,
  helpers: readonly HelperFacts[],
): HelperServer[] =>
  helperServers.filter(({ name }) => !helpers.some(({ computerName }) => sameName(computerName, name)));

/** For an action that looks at them; undefined when there are none. */
export const hostsOf = (helpers: readonly HelperFacts[]): string[] | undefined =>
  helpers.length === 0 ? undefined : helpers.map(({ host }) => host);

/** The steps at helper servers, each list in the order of the plan. */
export interface HelperSteps {
  readonly record: readonly Step[];
  readonly stop: readonly Step[];
  readonly return: readonly Step[];
}

/**
 * Helper servers stop once the site has, as its bootstrap service starts theirs again; and they return before it. `repeat` as for
 * any step whose effect the early end of a procedure undoes.
 */
export function helperSteps(
  profile: Profile,
  helpers: readonly HelperFacts[],
  { repeat }: { readonly repeat?: true } = {},
): HelperSteps {
  const { helperServers, words } = profile;
  if (helperServers === undefined) return { record: [], stop: [], return: [] };
  const services = `the ${words.system} services`;
  const each = (name: string, step: (helper: HelperFacts) => Omit<Step, 'id' | 'host'>): Step[] =>
    helpers.map((helper, index) =>
      defined({ id: index === 0 ? name : `${name}-${index + 1}`, host: helper.host, ...step(helper), repeat }),
    );
  return {
    record: each('record-helper-services', ({ host, services: names, dependents }) => ({
      phase: 'prepare',
      title: `Write down the state of every ${words.system} service on the helper server ${host}${andDependents(dependents)}`,
      source: 'Resite: services come back',
      action: defined({ type: 'record-services', host, services: names, dependents }),
      byHand: markdown`On ${host}, Control Panel, Services: note the status and startup type of ${everyService(profile)}${raw(dependents === undefined ? '' : markdown`, and of ${dependents.join(', ')}`)}.`,
    })),
    stop: each('stop-helper-services', ({ host, services: names, dependents }) => ({
      phase: 'stop',
      title: `Stop ${services} on the helper server ${host}${andDependents(dependents)}`,
      source: helperServers.stop.source,
      action: defined({ type: 'stop-services', host, services: names, dependents }),
      compensation: { type: 'return-services', host },
      byHand:
        markdown`On ${host}, Control Panel, Services: stop ${names.join(', ')}. ${raw(helperServers.stop.note ?? '')} ${dependentsByHand(dependents)}`.trim(),
    })),
    return: each('return-helper-services', ({ host, dependents }) => ({
      phase: 'return',
      title: `Return ${services} on the helper server ${host}${andDependents(dependents)}${dependents === undefined ? '' : ','} to their earlier state`,
      source: helperServers.return.source,
      action: { type: 'return-services', host },
      byHand:
        markdown`On ${host}, Control Panel, Services: start what was started before.${raw(dependents === undefined ? '' : markdown` Last of all ${dependents.toReversed().join(', ')}.`)} ${raw(helperServers.return.note ?? '')}`.trim(),
    })),
  };
}
