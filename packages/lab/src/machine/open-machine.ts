import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isResiteError, isSystemError, ResiteError } from '@resite/errors';
import {
  type AccountVerdict,
  isLocalSystem,
  type LabHandlers,
  localDrives,
  openLeaseKeeper,
  programMissing,
  readConditions,
  registryIdentity,
  registryShares,
  serviceKeys,
} from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { sameName } from '@resite/registry/names';
import { isController } from '@resite/site/domain-role';
import { isWithin } from '@resite/site/paths';
import { readLab } from '../lab-file.ts';
import { localPath } from '../local-path.ts';
import type { Statement } from '../service/messages.ts';
import { platformOfProgram } from '../sms/platform.ts';
import { passwordSetOf, tryPassword } from './accounts.ts';
import { answerService } from './answer-service.ts';
import { log } from './log.ts';
import type { Machine } from './machine.ts';
import { runProgram } from './programs.ts';
import { openMachineRegistry } from './registry.ts';
import { openSecurityHive } from './security-hive.ts';
import { ServiceControlManager } from './service-control-manager.ts';
import { isServiceProgram, startService } from './service-process.ts';

/** The service that answers for the site database. */
export const sqlServer = 'MSSQLSERVER';

/** The AT scheduler of Windows NT, which starts what a lease says. */
const scheduler = 'Schedule';

/** `folder` is the machine's own, in the folder of its lab. Starts nothing yet. */
export async function openMachine(folder: string): Promise<Machine> {
  const labFolder = dirname(folder);
  const lab = await readLab(labFolder);
  const registry = await openMachineRegistry(folder);
  const security = await openSecurityHive(folder, registry.systemRoot);
  const asynchronous = {
    read: async (path: string) => registry.read(path),
    value: async (path: string, name: string) => registry.value(path, name),
    replace: async (path: string, content: RegistryKey) => registry.replace(path, content),
  };
  const identity = await registryIdentity(asynchronous, await localDrives(folder));
  const shares = registryShares(asynchronous, async () => identity);

  const verifyAccount = async (account: string, password: string): Promise<AccountVerdict> => {
    if (isLocalSystem(account)) return 'ok';
    const verdict = await tryPassword(labFolder, account, password);
    if (verdict !== 'ok') return verdict;
    return security.hasLogonRight(account) ? 'ok' : 'no-service-right';
  };

  /** A controller knows the accounts of its domain. */
  const holdsAccount = async (account: string) => {
    const { role, domain } = await registryIdentity(asynchronous, []);
    return isController(role) && sameName(account.slice(0, account.indexOf('\\')), domain);
  };

  const services = new ServiceControlManager({
    keys: serviceKeys(registry),
    password: security.password,
    setPassword: security.setPassword,
    verifyAccount,
    launch: async ({ name, imagePath: recorded }) => {
      const imagePath = recorded.replace(/^%SystemRoot%/i, registry.systemRoot);
      const { platform } = identity;
      await needProgram(folder, { service: name, imagePath, systemRoot: registry.systemRoot, platform });
      const environment = { folder, service: name, imagePath, minuteMs: lab.minuteMs, ...identity };
      const program = imagePath.slice(imagePath.lastIndexOf('\\') + 1);
      return startService(program, environment, (call, args) => answerService(machine, call, args), lab.services);
    },
    log,
  });

  const query = async (statements: Statement[], readOnly: boolean) => {
    const process = services.process(sqlServer);
    if (process !== undefined) return process.query(statements, readOnly).catch(refused);
    throw new ResiteError('DATABASE_UNREACHABLE', `no SQL server runs on ${identity.computerName}`, {
      hint: `Start the service ${sqlServer} there.`,
    });
  };

  /** What an administrator changes is on the disk when it is answered. */
  const durably = async (change: () => unknown) => {
    await change();
    await registry.flush();
    return null;
  };

  const lease = await openLeaseKeeper({
    folder,
    scheduler,
    services: {
      list: async () => services.list(),
      start: name => services.start(name),
      stop: name => services.stop(name),
      setStartType: async (name, startType) => services.setStartType(name, startType),
    },
    log,
  });

  const machine: Machine = {
    folder,
    labFolder,
    lab,
    identity,
    registry,
    services,
    shares,
    query,
    handlers: {
      'clock.now': async () => Date.now() + ((await readConditions(folder)).clockAheadMs ?? 0),
      'registry.read': async path => registry.read(path) ?? null,
      'registry.replace': (path, content) => durably(() => registry.replace(path, content)),
      'registry.setValue': (path, value) => durably(() => registry.setValue(path, value)),
      'registry.remove': path => durably(() => registry.remove(path)),
      'services.list': async () => services.list(),
      'services.start': name => durably(() => services.start(name)),
      'services.startAsService': name => durably(() => services.start(name)),
      'services.stop': name => durably(() => services.stop(name)),
      'services.install': (definition, password) => durably(() => services.install(definition, password ?? undefined)),
      'services.remove': name => durably(() => services.remove(name)),
      'services.setStartType': (name, startType) => durably(() => services.setStartType(name, startType)),
      'services.verifyAccount': verifyAccount,
      'services.passwordSet': async account =>
        (await holdsAccount(account)) ? ((await passwordSetOf(labFolder, account)) ?? null) : null,
      'lease.hold': (names, seconds) => durably(() => lease.handlers['lease.hold'](names, seconds)),
      'lease.renew': seconds => durably(() => lease.handlers['lease.renew'](seconds)),
      'lease.release': () => durably(() => lease.handlers['lease.release']()),
      'commands.run': (program, args) => runProgram(machine, program, args),
      'database.query': async (sql, parameters) => {
        const [rows] = (await query([{ sql, parameters }], true)) as Awaited<
          ReturnType<LabHandlers['database.query']>
        >[];
        return rows!;
      },
    },
    shutDown: async () => {
      lease.close();
      await services.shutDown([sqlServer]);
      await registry.flush();
    },
  };
  return machine;
}

/** What the SQL server itself says of a statement, as against its not being there. */
function refused(error: Error): never {
  if (isResiteError(error)) throw error;
  throw new ResiteError('COMMAND_FAILED', `the SQL server refused the query: ${error.message}`, { cause: error });
}

/** Of a program that the lab does not know it knows only that it is one: it runs, and does nothing. */
async function needProgram(
  folder: string,
  { service, imagePath, systemRoot, platform }: Record<'service' | 'imagePath' | 'systemRoot' | 'platform', string>,
): Promise<void> {
  const missing = (reason: string, cause?: unknown) =>
    programMissing(`${service} on ${basename(folder)}`, reason, cause);
  if (!/^[A-Z]:\\/i.test(imagePath)) throw missing(`${imagePath} is no local path`);
  let start = '';
  try {
    start = await firstBytes(localPath(folder, imagePath));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) throw missing(`there is no ${imagePath} (NT error 2)`, error);
    throw error;
  }
  const isProgram = start === 'MZ' && !isWithin(imagePath, systemRoot);
  const meant = platformOfProgram(imagePath);
  if (meant !== undefined && meant !== platform) {
    throw missing(`${imagePath} is a program for ${meant}, and this computer is ${platform} (NT error 193)`);
  }
  if (!isProgram && !isServiceProgram(imagePath.slice(imagePath.lastIndexOf('\\') + 1))) {
    throw missing(`the lab cannot run ${imagePath} as a service (NT error 193)`);
  }
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}
