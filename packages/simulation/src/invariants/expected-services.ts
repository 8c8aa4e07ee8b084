import type { Service } from '@resite/host';
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

/** Those of SMS that are not in their state or have not their start type, in words. */
export function servicesAstray(expected: readonly Service[], machine: MemoryMachine): string[] {
  const control = servicesOf(machine);
  return expected.filter(isOfSms).flatMap(({ name, state, startType }) => {
    const found = control.query(name);
    if (found === undefined) return [`there is no ${name}`];
    if (found.state !== state) return [`${name} is ${found.state} and was ${state}`];
    return found.startType === startType ? [] : [`${name} is ${found.startType} and was ${startType}`];
  });
}

export const isOfSms = ({ name }: { readonly name: string }): boolean => name.startsWith('SMS_');
