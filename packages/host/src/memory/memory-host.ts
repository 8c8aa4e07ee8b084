import { ResiteError } from '@resite/errors';
import { checkFence } from '../fence/claimant.ts';
import { refused } from '../files/failure.ts';
import type { Files, FileWriter, Host, Identity, Registry, Services } from '../host.ts';
import { onlyNamed } from '../only-named.ts';
import { registryIdentity } from '../registry/identity.ts';
import { registryShares } from '../registry/shares.ts';
import { diskOf } from './disk.ts';
import { hostDown } from './failures.ts';
import { leaseOf } from './lease.ts';
import { type MemoryMachine, machineTime, update, worldTime } from './machine.ts';
import { settle } from './power.ts';
import { runProgram } from './programs.ts';
import { registryOf } from './registry.ts';
import { behaviourOf, servicesOf } from './services.ts';
import { childrenOf } from './tree.ts';

/** What an operation is about: a path, a name, or '' for the computer itself. */
export interface OperationDetail {
  readonly host: string;
  readonly subject: string;
  readonly change: boolean;
}

/**
 * May wait, throw in place of the answer, or never come back. The names of operations are those of `Host`: `files.write`,
 * `registry.setValue`, `services.start`, `claim`, `identity` …
 */
export type OperationHook = (operation: string, detail: OperationDetail) => Promise<void> | void;

export interface MemoryHostOptions {
  readonly name: string;
  readonly machine: MemoryMachine;
  /** Called when an operation is on its way to the computer. */
  readonly before?: OperationHook;
  /** Called when the effect of a change is there and the answer is on its way. */
  readonly after?: OperationHook;
  /** How long the computer may take to answer, in ms of the world's clock. Default 60 s. */
  readonly answerTimeout?: number;
}

const chunkSize = 1 << 20;
/** Between two looks at a service that is to be removed. */
const pollMs = 50;

/**
 * A connection of one process to a computer in memory. An operation that nothing holds up takes effect at once, in one piece, and has settled
 * one microtask later. `HOST_DOWN` while the computer is off, and for what is under way when its power goes.
 */
export function memoryHost(options: MemoryHostOptions): Host {
  const { name, machine, before, after, answerTimeout = 60_000 } = options;
  const disk = diskOf(machine, name);
  const keys = registryOf(machine);
  const control = servicesOf(machine);
  const lease = leaseOf(machine);
  let closed = false;
  let held: number | undefined;
  let claiming: Promise<void> | undefined;

  const needUp = () => {
    if (closed) throw hostDown(name, 'this connection to it was closed');
    settle(machine);
    if (machine.state.power !== 'on') throw hostDown(name, 'it is powered off');
  };

  /** Waits, but no longer than the computer has power. */
  const holdUp = async (pause: Promise<unknown>) => {
    const lost = Promise.withResolvers<never>();
    const fail = () => lost.reject(hostDown(name, 'its power went before it answered'));
    machine.underWay.add(fail);
    try {
      await Promise.race([pause, lost.promise]);
    } finally {
      machine.underWay.delete(fail);
    }
  };

  const look = async <Result>(operation: string, subject: string, action: () => Result): Promise<Awaited<Result>> => {
    const pause = before?.(operation, { host: name, subject, change: false });
    if (pause) await holdUp(pause);
    needUp();
    return action() as Awaited<Result>;
  };

  const claim = async () => {
    const detail = { host: name, subject: '', change: true };
    const pause = before?.('claim', detail);
    if (pause) await holdUp(pause);
    needUp();
    const fence = machine.state.fence + 1;
    update(machine, { fence });
    const delay = after?.('claim', detail);
    if (delay) await holdUp(delay);
    held = fence;
  };

  const claimOnce = async () => {
    claiming ??= claim().finally(() => {
      claiming = undefined;
    });
    await claiming;
  };

  const change = async <Result>(operation: string, subject: string, action: () => Result): Promise<Awaited<Result>> => {
    if (held === undefined) await claimOnce();
    const detail = { host: name, subject, change: true };
    const pause = before?.(operation, detail);
    if (pause) await holdUp(pause);
    needUp();
    checkFence(name, held, machine.state.fence);
    let result = action();
    if (result instanceof Promise) result = await result;
    const delay = after?.(operation, detail);
    if (delay) await holdUp(delay);
    return result as Awaited<Result>;
  };

  const files: Files = {
    stat: path => look('files.stat', path, () => disk.find(path)?.info),

    list: (path, { security = false } = {}) =>
      look('files.list', path, () =>
        childrenOf(disk.needFolder(path)).map(({ info, securityDescriptor }) =>
          security && securityDescriptor ? { ...info, securityDescriptor: securityDescriptor.slice() } : info,
        ),
      ),

    securityDescriptor: path =>
      look('files.securityDescriptor', path, () => disk.need(path).securityDescriptor?.slice()),

    read: path => look('files.read', path, () => Buffer.from(disk.needFile(path).content)),

    async *stream(path) {
      const { content } = await look('files.stream', path, () => disk.needFile(path));
      for (let start = 0; start < content.length; start += chunkSize) {
        if (start > 0) await look('files.stream', path, () => {});
        yield Buffer.from(content.subarray(start, start + chunkSize));
      }
    },

    write: (path, data) => change('files.write', path, () => disk.write(path, data)),

    openWriter: async (path, size) => {
      const inode = await change('files.openWriter', path, () => disk.open(path, size));
      return writerOf(path, inode);
    },

    createFolder: path => change('files.createFolder', path, () => disk.createFolder(path)),
    setMetadata: (path, metadata) => change('files.setMetadata', path, () => disk.setMetadata(path, metadata)),
    rename: (from, to) => change('files.rename', from, () => disk.rename(from, to)),
    remove: path => change('files.remove', path, () => disk.remove(path)),
    freeBytes: drive => look('files.freeBytes', drive, () => disk.freeBytes(drive)),
    fileSystem: async () => 'NTFS',
  };

  const writerOf = (path: string, inode: bigint): FileWriter => {
    let open = true;
    const needOpen = () => {
      if (!open) throw refused('write', path, 'EBADF');
    };
    return {
      write: (position, data) =>
        change('writer.write', path, () => {
          needOpen();
          disk.writeAt(path, inode, position, data);
        }),
      close: () =>
        look('writer.close', path, () => {
          needOpen();
          open = false;
          disk.sync(path, inode);
        }),
    };
  };

  const registry: Registry = {
    read: path => look('registry.read', path, () => keys.read(path)),
    value: (path, value) => look('registry.value', path, () => keys.value(path, value)),
    replace: (path, content) => change('registry.replace', path, () => keys.replace(path, content)),
    setValue: (path, value) => change('registry.setValue', path, () => keys.setValue(path, value)),
    remove: path => change('registry.remove', path, () => keys.remove(path)),
  };

  /** A running service is stopped first; one that hangs is not answered for. */
  const removeService = async (service: string) => {
    if (!control.query(service)) return;
    const deadline = worldTime(machine) + answerTimeout;
    let told = false;
    for (;;) {
      const state = control.query(service)?.state ?? 'stopped';
      if (state === 'stopped') break;
      if (state === 'running' && !told) {
        control.stop(service);
        told = true;
      }
      if (worldTime(machine) >= deadline) {
        throw hostDown(name, `it has not answered services.remove for ${answerTimeout / 1000} s`);
      }
      const wait = Math.min(pollMs, behaviourOf(machine, service).stopMs + 1);
      await holdUp(machine.world.sleep(wait));
      needUp();
    }
    control.remove(service);
  };

  const services: Services = {
    list: names => look('services.list', '', () => onlyNamed(control.list(), names)),
    query: service => look('services.query', service, () => control.query(service)),
    start: service => change('services.start', service, () => control.start(service)),
    stop: service => change('services.stop', service, () => control.stop(service)),
    install: (definition, password) =>
      change('services.install', definition.name, () => control.install(definition, password)),
    remove: service => change('services.remove', service, () => removeService(service)),
    setStartType: (service, startType) =>
      change('services.setStartType', service, () => control.setStartType(service, startType)),
    verifyAccount: (account, password) =>
      look('services.verifyAccount', account, () => control.verifyAccount(account, password)),
    passwordSet: account => look('services.passwordSet', account, () => control.passwordSet(account)),
  };

  const asynchronous = {
    read: async (path: string) => keys.read(path),
    value: async (path: string, valueName: string) => keys.value(path, valueName),
  };
  const identity = (): Promise<Identity> =>
    look('identity', '', () => registryIdentity(asynchronous, [...machine.state.drives.keys()].sort()));

  return {
    name,
    driver: 'memory',
    live: true,
    files,
    registry,
    services,
    shares: registryShares(registry, identity),
    commands: {
      run: (program, args = []) => change('commands.run', program, () => runProgram(machine, program, args)),
    },
    database: {
      query: (sql, ...parameters) =>
        look('database.query', sql, () => {
          const rows = machine.world.query?.(machine, sql, parameters);
          if (rows) return rows;
          throw new ResiteError('DATABASE_UNREACHABLE', `no SQL server runs on ${name}`, {
            hint: 'Start its service there.',
          });
        }),
    },
    lease: {
      hold: (names, seconds) => change('lease.hold', names.join(', '), () => lease.hold(names, seconds)),
      renew: seconds => change('lease.renew', '', () => lease.renew(seconds)),
      release: () => change('lease.release', '', () => lease.release()),
    },
    identity,
    now: () => look('now', '', () => new Date(machineTime(machine))),
    claim: () => claim(),
    fence: async () => {
      if (held === undefined) await claimOnce();
      return held!;
    },
    permit: async () => {
      if (held === undefined) await claimOnce();
      await look('permit', '', () => checkFence(name, held, machine.state.fence));
    },
    close: async () => {
      closed = true;
    },
  };
}
