import type { MachineCalls } from '../service/messages.ts';
import type { Machine } from './machine.ts';
import { networkFolder, startOnNetwork } from './network.ts';

/** Does for a service what it asks of its machine. Services are no administrators: no fence holds them up. */
export async function answerService(
  machine: Machine,
  operation: keyof MachineCalls,
  args: unknown[],
): Promise<unknown> {
  const { registry, services, shares, lab, labFolder } = machine;
  const calls: { [Name in keyof MachineCalls]: (...args: Parameters<MachineCalls[Name]>) => unknown } = {
    'registry.read': path => registry.read(path),
    'registry.setValue': (path, value) => registry.setValue(path, value),
    'registry.remove': path => registry.remove(path),
    'registry.setVolatileKey': (path, values) => registry.setVolatileKey(path, values),
    'services.list': () => services.list(),
    'services.start': name => services.start(name),
    'services.install': (definition, password) => services.install(definition, password),
    'shares.list': () => shares.list(),
    'shares.create': share => shares.create(share),
    'network.folder': unc => networkFolder(labFolder, Object.keys(lab.machines), unc),
    'network.startService': (server, name) => startOnNetwork(labFolder, Object.keys(lab.machines), server, name),
    'database.execute': statements => machine.query(statements, false),
  };
  return (calls[operation] as (...args: unknown[]) => unknown)(...args);
}
