import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ResiteError } from '@resite/errors';
import { folderFence, type LabHandlers, openHiveRegistry, openLeaseKeeper, serveLab } from '@resite/host';
import { makeDisk } from './make-disk.ts';
import { serviceManager } from './service-manager.ts';

export interface LabMachine {
  readonly folder: string;
  /** Switches the machine on again after `down`. */
  up(): Promise<void>;
  down(): Promise<void>;
  /** Switches it off and removes its folder. */
  destroy(): Promise<void>;
}

/** A machine that this process acts as, with all of the lab protocol; `handlers` takes the place of single operations. */
export async function startLabMachine(handlers: Partial<LabHandlers> = {}): Promise<LabMachine> {
  const folder = await makeDisk();
  let running = await up(folder, handlers);
  const down = () => running();
  return {
    folder,
    down,
    up: async () => {
      running = await up(folder, handlers);
    },
    destroy: async () => {
      await down();
      await rm(folder, { recursive: true });
    },
  };
}

/** Gives the function that switches the machine off. */
async function up(folder: string, handlers: Partial<LabHandlers>): Promise<() => Promise<void>> {
  const registry = await openHiveRegistry(folder);
  const services = serviceManager(registry);
  const { handlers: control } = services;
  const lease = await openLeaseKeeper({
    folder,
    services: {
      list: control['services.list'],
      start: async name => void (await control['services.start'](name)),
      stop: async name => void (await control['services.stop'](name)),
      setStartType: async (name, startType) => void (await control['services.setStartType'](name, startType)),
    },
    log: () => {},
  });
  const changing = async (change: () => void) => {
    change();
    await registry.flush();
    return null;
  };
  const socket = join(folder, 'socket');
  const server = await serveLab(
    socket,
    {
      ...control,
      ...lease.handlers,
      'clock.now': async () => Date.now(),
      'registry.read': async path => registry.read(path) ?? null,
      'registry.replace': (path, content) => changing(() => registry.replace(path, content)),
      'registry.setValue': (path, value) => changing(() => registry.setValue(path, value)),
      'registry.remove': path => changing(() => registry.remove(path)),
      'commands.run': async (program, args) => ({ exitCode: 3, output: [program, ...args].join('|') }),
      'database.query': async sql => {
        if (sql !== 'SELECT 1 AS one') throw new ResiteError('DATABASE_UNREACHABLE', 'no database answers');
        return [{ one: 1, text: null }];
      },
      ...handlers,
    },
    { fence: folderFence(folder), name: 'BRANCH1' },
  );
  const file = join(folder, 'machine.json');
  await writeFile(file, JSON.stringify({ pid: process.pid, socket: 'socket' }));
  return async () => {
    await rm(file, { force: true });
    lease.close();
    services.shutDown();
    await server.close();
  };
}
