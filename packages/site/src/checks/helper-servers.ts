import { defined } from '@resite/errors';
import type { Host, Service } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { servicesOfSite } from '../discovery/services-of-site.ts';
import type { Profile } from '../profiles/profile.ts';
import { isServiceOf } from '../profiles/profiles.ts';
import { type HelperServer, helpersText } from '../site-control-file/helper-servers.ts';
import { type Check, conclude } from './check.ts';
import type { Clock } from './clocks.ts';
import { dependentsCheck } from './dependents.ts';
import { reach, whileReachable } from './reach.ts';

export interface HelpersWanted {
  readonly profile: Profile;
  readonly siteCode: string;
  /** Whom the site names. */
  readonly named: readonly HelperServer[];
  /** Whom the configuration names. */
  readonly helpers: readonly Host[];
}

/** What must hold of the helper servers before a backup: the services of one that nobody stops go on writing to the site (Q131698). */
export async function helpersBeforeBackup(wanted: HelpersWanted): Promise<{ checks: Check[]; clocks: Clock[] }> {
  const { named, siteCode } = wanted;
  const seen = await look(wanted);
  const missing = missingOf(named, seen);
  const unused = seen.filter(({ computer, reached }) => reached && !named.some(({ name }) => sameName(name, computer)));
  const list = [
    ...seen.filter(helper => !unused.includes(helper)).map(({ name }) => name),
    ...missing.map(({ name }) => name),
  ];
  return {
    checks: [
      conclude({
        id: 'helper-servers',
        good: missing.length === 0,
        ...found(named, missing),
        ...defined({ remedy: missing.length === 0 ? undefined : typeIn(siteCode, list, missing) }),
      }),
      ...(seen.length === 0 ? [] : [helperServersUsed(unused)]),
      ...seen.flatMap(({ checks }) => checks),
    ],
    clocks: seen.flatMap(({ reached, name }) => (reached === undefined ? [] : [{ name, ahead: reached.ahead }])),
  };
}

/** The same before a restore, which one that is gone for good must not hold up. */
export async function helpersBeforeRestore(wanted: HelpersWanted): Promise<Check[]> {
  const { named } = wanted;
  const seen = await look(wanted);
  const missing = missingOf(named, seen);
  return [
    conclude({ id: 'snapshot-helper-servers', good: missing.length === 0, ...found(named, missing) }),
    ...seen.flatMap(({ checks }) => checks),
  ];
}

/** Do they work for the site again? */
export async function helpersAfterRestore(profile: Profile, helpers: readonly Host[]): Promise<Check[]> {
  if (profile.helperServers === undefined || helpers.length === 0) return [];
  const { service } = profile.helperServers;
  const states: string[] = [];
  const checks: Check[] = [];
  for (const helper of helpers) {
    const { check, reached } = await reach(helper, 'helper');
    checks.push(check);
    if (reached === undefined) continue;
    const more = await whileReachable(helper, 'helper', async () => {
      states.push(...notRunning(helper, service, await helper.services.list([service])));
      return [];
    });
    checks.push(...more);
  }
  return [...checks, running('helper-services-running', service, states)];
}

interface Seen {
  /** As configured. */
  readonly name: string;
  /** Its computer name; of one that is silent, what it is configured as. */
  readonly computer: string;
  readonly reached: { readonly ahead: number } | undefined;
  readonly checks: readonly Check[];
}

const missingOf = (named: readonly HelperServer[], seen: readonly Seen[]) =>
  named.filter(({ name }) => !seen.some(helper => sameName(helper.computer, name)));

async function look({ helpers, profile }: HelpersWanted): Promise<Seen[]> {
  return Promise.all(
    helpers.map(async helper => {
      const { check, reached } = await reach(helper, 'helper');
      const { name } = helper;
      if (reached === undefined) return { name, computer: name, reached, checks: [check] };
      const checks = await whileReachable(helper, 'helper', () => serviceChecks(helper, profile));
      return { name, computer: reached.identity.computerName, reached, checks: [check, ...checks] };
    }),
  );
}

async function serviceChecks(helper: Host, profile: Profile): Promise<Check[]> {
  const { service } = profile.helperServers!;
  const services = await helper.services.list();
  const { dependents } = servicesOfSite(services, ({ name }) => isServiceOf(profile, name));
  return [
    running('helper-services', service, notRunning(helper, service, services)),
    dependentsCheck('helper-dependents', helper, profile.words.system, dependents),
  ];
}

function notRunning({ name: host }: Host, service: string, services: readonly Service[]): string[] {
  const state = services.find(({ name }) => sameName(name, service))?.state ?? 'missing';
  return state === 'running' ? [] : [`${service} on ${host} ${state}`];
}

const running = (id: 'helper-services' | 'helper-services-running', service: string, down: readonly string[]) =>
  conclude({ id, good: down.length === 0, otherwise: 'not-yet', found: down.join(', ') || `${service} runs` });

function helperServersUsed(unused: readonly Seen[]): Check {
  return conclude({
    id: 'helper-servers-used',
    good: unused.length === 0,
    found: unused.map(nameOf).join(', ') || 'all of them',
  });
}

const nameOf = ({ name, computer }: Seen) =>
  sameName(name, computer) ? name : `${name}, which has the computer name ${computer}`;

function found(named: readonly HelperServer[], missing: readonly HelperServer[]): { found: string } {
  if (missing.length > 0) return { found: `${helpersText(missing)} missing` };
  return { found: helpersText(named) || 'none' };
}

/** What to type, to the letter. */
function typeIn(siteCode: string, list: readonly string[], missing: readonly HelperServer[]): string {
  const names = missing.map(({ name }) => name).join(' and ');
  return (
    `Add to site ${siteCode} in resite.yaml: \`helperServers: [${list.join(', ')}]\`. Under \`hosts\` it must say how ${names} ` +
    `${missing.length === 1 ? 'is' : 'are'} reached. Or move the components back to the site server: Site Properties, Services.`
  );
}
