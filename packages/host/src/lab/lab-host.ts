import { findValue } from '@resite/registry/keys';
import { sameName, upcase } from '@resite/registry/names';
import { createClaimant } from '../fence/claimant.ts';
import { folderFence } from '../fence/folder-fence.ts';
import { diskFiles } from '../files/disk-files.ts';
import { localDrives } from '../files/drives.ts';
import { inUse } from '../files/failure.ts';
import type { Host, Registry } from '../host.ts';
import type { LabOperation, LabOperations } from '../lab-protocol.ts';
import { onlyNamed } from '../only-named.ts';
import { registryIdentity } from '../registry/identity.ts';
import { checkServiceName } from '../registry/service-keys.ts';
import { registryShares } from '../registry/shares.ts';
import { readConditions } from './conditions.ts';
import { LabConnection } from './connection.ts';
import { kindOfController } from './kind-of-controller.ts';

export interface LabHostOptions {
  readonly name: string;
  /** The machine's folder. */
  readonly machine: string;
  /** How long the machine may take to answer, in milliseconds. Default 60 s; commands are never cut off. */
  readonly answerTimeout?: number;
}

/**
 * A running machine of the lab: its files directly in the machine's folder, everything else over its socket. Nothing is connected until
 * something is asked. `HOST_DOWN` when the machine is down, for files too.
 */
export function labHost({ name, machine, answerTimeout = 60_000 }: LabHostOptions): Host {
  const connection = new LabConnection({ name, machine, answerTimeout });
  const ask: LabConnection['request'] = (operation, args) => connection.request(operation, args);
  const claimant = createClaimant(name, {
    claim: () => ask('fence.claim', []),
    latest: folderFence(machine).latest,
  });

  const change = async <Operation extends LabOperation>(
    operation: Operation,
    ...args: LabOperations[Operation]['arguments']
  ): Promise<LabOperations[Operation]['result']> => connection.request(operation, args, await claimant.number());

  const identity = async () => {
    await connection.open();
    const found = await registryIdentity(registry, await localDrives(machine));
    return found.role === 'domain-controller' ? { ...found, role: await kindOfController(registry) } : found;
  };

  const registry: Registry = {
    read: async path => (await ask('registry.read', [path])) ?? undefined,
    value: async (path, valueName) => {
      const key = await ask('registry.read', [path]);
      return key ? findValue(key, valueName) : undefined;
    },
    replace: async (path, content) => void (await change('registry.replace', path, content)),
    setValue: async (path, value) => void (await change('registry.setValue', path, value)),
    remove: async path => void (await change('registry.remove', path)),
  };

  const files = diskFiles(machine, async intent => {
    await connection.open();
    if (intent === 'change') await claimant.permit();
  });

  const holderOf = async (path: string) => {
    const { heldFiles = {} } = await readConditions(machine);
    return Object.entries(heldFiles).find(([held]) => sameName(held, path))?.[1];
  };
  const needFree = async (path: string) => {
    if ((await holderOf(path)) !== undefined) throw inUse('read', path);
  };

  return {
    name,
    driver: 'lab',
    live: true,
    files: {
      ...files,
      read: async path => {
        await needFree(path);
        return files.read(path);
      },
      async *stream(path) {
        await needFree(path);
        yield* files.stream(path);
      },
      usersOf: async path => {
        const holder = await holderOf(path);
        return holder === undefined ? [] : [holder];
      },
      freeBytes: async drive => {
        const free = await files.freeBytes(drive);
        return (await readConditions(machine)).freeBytes?.[upcase(drive)] ?? free;
      },
      fileSystem: async drive => {
        await connection.open();
        return (await readConditions(machine)).fileSystems?.[upcase(drive)] ?? 'NTFS';
      },
    },
    registry,
    services: {
      list: async names => onlyNamed(await ask('services.list', []), names),
      query: async service => {
        checkServiceName(service);
        return (await ask('services.list', [])).find(each => sameName(each.name, service));
      },
      start: async service => void (await change('services.start', service)),
      stop: async service => void (await change('services.stop', service)),
      install: async (definition, password) => void (await change('services.install', definition, password ?? null)),
      remove: async service => void (await change('services.remove', service)),
      setStartType: async (service, startType) => void (await change('services.setStartType', service, startType)),
      verifyAccount: (account, password) => ask('services.verifyAccount', [account, password]),
      passwordSet: async account => {
        const time = await ask('services.passwordSet', [account]);
        return time === null ? undefined : new Date(time);
      },
    },
    shares: registryShares(registry, identity),
    commands: { run: (program, args = []) => change('commands.run', program, args) },
    database: { query: (sql, ...parameters) => ask('database.query', [sql, parameters]) },
    lease: {
      hold: async (services, seconds) => {
        for (const service of services) checkServiceName(service);
        await change('lease.hold', [...services], seconds);
      },
      renew: async seconds => void (await change('lease.renew', seconds)),
      release: async () => void (await change('lease.release')),
    },
    identity,
    now: async () => new Date(await ask('clock.now', [])),
    claim: () => claimant.claim(),
    fence: () => claimant.number(),
    permit: () => claimant.permit(),
    close: () => connection.close(),
  };
}
