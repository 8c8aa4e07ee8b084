import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import { createClaimant } from '../fence/claimant.ts';
import { folderFence } from '../fence/folder-fence.ts';
import { withFolderLock } from '../fence/folder-lock.ts';
import { diskFiles } from '../files/disk-files.ts';
import { localDrives } from '../files/drives.ts';
import type { Host, Registry } from '../host.ts';
import { runningMachine } from '../lab/machine-file.ts';
import { onlyNamed } from '../only-named.ts';
import { type HiveRegistry, openHiveRegistry } from '../registry/hive-registry.ts';
import { registryIdentity } from '../registry/identity.ts';
import { type ServiceSettings, serviceKeys } from '../registry/service-keys.ts';
import { registryShares } from '../registry/shares.ts';
import type { HostRemedy } from '../remedy.ts';
import { createSerial } from '../serial.ts';
import { commandLine } from './command-line.ts';
import { addRunOnce } from './run-once.ts';

export interface ImageHostOptions {
  readonly name: string;
  /** Its subfolders `C`, `D` … are the drives. */
  readonly folder: string;
  /** `C:\WINNT35`; only needed when the disk holds several Windows installations. */
  readonly systemRoot?: string;
}

/**
 * A powered-off Windows disk; that of a lab machine that is up is refused with `HOST_RUNNING`, also to readers. Each change of the registry is on the disk when it returns, and never mixes with one that another process
 * makes at the same time. What needs a running computer fails with `HOST_NOT_LIVE`; so does a service password, which is an LSA secret
 * and no registry value (Q184017): install without one and enter it after the first boot.
 */
export function imageHost({ name, folder, systemRoot }: ImageHostOptions): Host {
  const fence = folderFence(folder);
  const serial = createSerial();
  let opened: HiveRegistry | undefined;

  const poweredOff = async () => {
    try {
      await stat(folder);
    } catch (error) {
      if (isSystemError(error, 'ENOENT', 'ENOTDIR')) throw absent(name, folder, error);
      throw error;
    }
    if (await runningMachine(folder)) throw isRunning(name, folder);
  };

  const claimant = createClaimant(name, {
    latest: fence.latest,
    claim: async () => {
      await poweredOff();
      return fence.claim();
    },
  });

  const hives = async () => {
    await poweredOff();
    opened ??= await openHiveRegistry(folder, systemRoot);
    await opened.refresh();
    return opened;
  };

  const look = <Result>(action: (registry: HiveRegistry) => Result) => serial(async () => action(await hives()));

  const change = async (action: (registry: HiveRegistry) => void) => {
    await poweredOff();
    await claimant.number(); // claims take the lock themselves
    await serial(() =>
      withFolderLock(folder, async () => {
        await claimant.permit();
        const registry = await hives();
        action(registry);
        await registry.flush();
      }),
    );
  };

  const registry: Registry = {
    read: path => look(hive => hive.read(path)),
    value: (path, valueName) => look(hive => hive.value(path, valueName)),
    replace: (path, content) => change(hive => hive.replace(path, content)),
    setValue: (path, value) => change(hive => hive.setValue(path, value)),
    remove: path => change(hive => hive.remove(path)),
  };

  const identity = async () => {
    await poweredOff();
    return registryIdentity(registry, await localDrives(folder));
  };

  return {
    name,
    driver: 'image',
    live: false,
    files: diskFiles(folder, async intent => {
      await poweredOff();
      if (intent === 'change') await claimant.permit();
    }),
    registry,
    services: {
      list: names => look(hive => onlyNamed(serviceKeys(hive).list(), names).map(stopped)),
      query: service =>
        look(hive => {
          const found = serviceKeys(hive).find(service);
          return found && stopped(found);
        }),
      start: async service => {
        throw notLive(name, `the service ${service} cannot be started`);
      },
      stop: async service => {
        await look(hive => serviceKeys(hive).need(service));
      },
      install: async (definition, password) => {
        if (password !== undefined) throw noPassword(name, definition.name);
        await change(hive => serviceKeys(hive).install(definition));
      },
      remove: service => change(hive => serviceKeys(hive).remove(service)),
      setStartType: (service, startType) => change(hive => serviceKeys(hive).setStartType(service, startType)),
      verifyAccount: async account => {
        throw notLive(name, `whether ${account} may log on cannot be found out`);
      },
      passwordSet: async () => undefined,
    },
    shares: registryShares(registry, identity),
    commands: {
      run: async (program, args = []) => {
        await change(hive => addRunOnce(hive, commandLine(program, args)));
        return 'deferred';
      },
    },
    database: {
      query: async () => {
        throw notLive(name, 'its database cannot be asked');
      },
    },
    lease: {
      hold: async () => {
        throw notLive(name, 'it cannot start services by itself');
      },
      renew: async () => {
        throw notLive(name, 'it cannot start services by itself');
      },
      release: async () => {},
    },
    identity,
    now: async () => new Date(),
    claim: () => claimant.claim(),
    fence: () => claimant.number(),
    permit: () => claimant.permit(),
    close: async () => {},
  };
}

function stopped(service: ServiceSettings) {
  return { ...service, state: 'stopped' as const };
}

function absent(name: string, folder: string, cause: unknown): ResiteError {
  return new ResiteError('HOST_DOWN', `the disk of ${name} is not there: ${folder} does not exist`, {
    remedy: { kind: 'mount-disk' } satisfies HostRemedy,
    cause,
  });
}

function isRunning(name: string, folder: string): ResiteError {
  return new ResiteError(
    'HOST_RUNNING',
    `${folder} is the disk of a lab machine that is up, so ${name} is not powered off`,
    {
      remedy: { kind: 'stop-machine', folder: dirname(folder), machine: basename(folder) } satisfies HostRemedy,
    },
  );
}

function notLive(name: string, what: string): ResiteError {
  return new ResiteError('HOST_NOT_LIVE', `${name} is a powered-off disk: ${what}`, {
    hint: 'Start the computer from this disk and try again.',
  });
}

function noPassword(name: string, service: string): ResiteError {
  return new ResiteError(
    'HOST_NOT_LIVE',
    `${name} is a powered-off disk: the password of ${service} is an LSA secret, which cannot be put there (Q184017)`,
    { hint: 'Install the service without a password and enter it in Control Panel, Services, after the first boot.' },
  );
}
