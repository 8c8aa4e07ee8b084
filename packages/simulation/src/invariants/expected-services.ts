import type { Service } from '@resite/host';
import { dependentsOf } from '@resite/host/dependents';
import { type MemoryMachine, memoryMachine, servicesOf } from '@resite/host/memory';
import { stateBefore, type Template } from '../world/template.ts';

const known = new WeakMap<Template, Map<string, readonly Service[]>>();

/** As they were before anybody typed anything. */
export function expectedServices(template: Template, host: string): readonly Service[] {
  const hosts = known.get(template) ?? new Map<string, readonly Service[]>();
  known.set(template, hosts);
  const services = hosts.get(host) ?? servicesOf(memoryMachine(stateBefore(template, host), nowhere)).list();
  hosts.set(host, services);
  return services;
}

const nowhere = { clock: () => 0, sleep: async () => {} };

/** The services of SMS, and those of others that ran and depend on them. */
export function stoppedByRuns(expected: readonly Service[]): readonly Service[] {
  const ofSms = expected.filter(isOfSms);
  const dependents = dependentsOf(
    expected,
    ofSms.map(({ name }) => name),
  );
  return [...ofSms, ...dependents.filter(({ state }) => state === 'running')];
}

/**
 * Those that a run stops and that are not in their state or have not their start type, in words. `hasBooted`: the computer has started
 * anew, or is a new one; then it is up to Windows whether it starts those of somebody else, or has them at all.
 */
export function servicesAstray(
  expected: readonly Service[],
  machine: MemoryMachine,
  { hasBooted }: { hasBooted: boolean },
): string[] {
  const control = servicesOf(machine);
  const judged = stoppedByRuns(expected).filter(service => isOfSms(service) || !hasBooted);
  return judged.flatMap(({ name, state, startType }) => {
    const found = control.query(name);
    if (found === undefined) return [`there is no ${name}`];
    if (found.state !== state) return [`${name} is ${found.state} and was ${state}`];
    return found.startType === startType ? [] : [`${name} is ${found.startType} and was ${startType}`];
  });
}

export const isOfSms = ({ name }: { readonly name: string }): boolean => name.startsWith('SMS_');
