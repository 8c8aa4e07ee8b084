import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isSystemError, ResiteError } from '@resite/errors';
import { runningMachine } from '@resite/host';
import { machineName, readLab } from './lab-file.ts';
import { isPresent } from './presence.ts';
import { programEnvironment } from './program-environment.ts';
import type { LabRemedy } from './remedy.ts';

export interface PowerOptions {
  /**
   * Powers the machine off when the process of this ID is gone: for tests. Without it the environment variable
   * `RESITE_LAB_EXIT_WITH` counts; without that a machine stays up until it is told to go down.
   */
  exitWith?: number;
}

/** The log of what the machine process itself and its services say outside of their own logs. */
export const machineLog = 'machine.log';

/**
 * Powers a machine on and returns when it answers; its automatic services are still starting then. One that is up is no
 * error. `LAB_MACHINE_FAILED` with the end of its log when it does not come up.
 */
export async function machineUp(folder: string, name: string, options: PowerOptions = {}): Promise<void> {
  const machine = await machineFolder(folder, name);
  const log = await open(join(machine, machineLog), 'a', 0o600);
  try {
    const start = (await log.stat()).size;
    while (!(await isUp(machine))) {
      // A process that finds the machine held by another one, which may be powering it off, ends with 0.
      if (await isPresent(machine)) await delay(10);
      else if (!(await startProcess(folder, machine, log.fd, options))) throw await machineFailed(machine, start);
    }
  } finally {
    await log.close();
  }
}

/** Powers a machine off: its services are stopped in order and the registry is saved. One that is off is no error. */
export async function machineDown(folder: string, name: string): Promise<void> {
  await powerOff(await machineFolder(folder, name), pid => signal(pid, 'SIGTERM'));
}

/** Pulls the plug: the machine and its services end at once, and what was not yet written is lost. */
export async function machineKill(folder: string, name: string): Promise<void> {
  // The machine leads a process group of its own, in which its services are.
  await powerOff(await machineFolder(folder, name), pid => signal(-pid, 'SIGKILL'));
}

/** Powers all machines on, parents first. */
export async function labUp(folder: string, options: PowerOptions = {}): Promise<void> {
  for (const name of await machinesWithFolder(folder)) await machineUp(folder, name, options);
}

/** Powers all machines off, those of secondary sites first. */
export async function labDown(folder: string): Promise<void> {
  for (const name of (await machinesWithFolder(folder)).reverse()) await machineDown(folder, name);
}

/** Pulls the plug of every machine. */
export async function labKill(folder: string): Promise<void> {
  for (const name of await machinesWithFolder(folder)) await machineKill(folder, name);
}

/** The absolute path of a machine's folder; `HOST_UNKNOWN` when the lab has none of this name, `FILE_MISSING` when it was destroyed. */
export async function machineFolder(folder: string, name: string): Promise<string> {
  const machine = join(resolve(folder), machineName(await readLab(folder), name));
  if (await isFolder(machine)) return machine;
  throw new ResiteError('FILE_MISSING', `the lab machine ${basename(machine)} was destroyed: there is no ${machine}`, {
    remedy: { kind: 'create-machine', folder, machine: basename(machine) } satisfies LabRemedy,
  });
}

/** What a machine's folder says of it; `pid` when the machine is up. */
export async function machineState(machine: string): Promise<{ state: 'up' | 'down' | 'missing'; pid?: number }> {
  if (!(await isFolder(machine))) return { state: 'missing' };
  const running = (await isPresent(machine)) ? await runningMachine(machine) : undefined;
  return running === undefined ? { state: 'down' } : { state: 'up', pid: running.pid };
}

async function isUp(machine: string): Promise<boolean> {
  return (await machineState(machine)).state === 'up';
}

/**
 * True when its process is the machine, or has made way for another one and ended: one that is still on its way would become
 * the machine once that other one is switched off. False when it failed.
 */
async function startProcess(folder: string, machine: string, log: number, options: PowerOptions): Promise<boolean> {
  const exitWith = options.exitWith ?? (Number(process.env.RESITE_LAB_EXIT_WITH) || undefined);
  const program = join(import.meta.dirname, 'machine', `main${extname(import.meta.filename)}`);
  const child = spawn(
    process.execPath,
    [program, machine, ...(exitWith === undefined ? [] : ['--exit-with', String(exitWith)])],
    { cwd: '/', detached: true, stdio: ['ignore', log, log], env: programEnvironment(folder) },
  );
  await once(child, 'spawn');
  child.unref();
  while (child.exitCode === null && child.signalCode === null) {
    if ((await machineState(machine)).pid === child.pid) return true;
    await delay(25);
  }
  return child.exitCode === 0;
}

async function machinesWithFolder(folder: string): Promise<string[]> {
  const names = Object.keys((await readLab(folder)).machines);
  const present = await Promise.all(names.map(name => isFolder(join(folder, name))));
  return names.filter((_, index) => present[index]);
}

/** Ends the machine as it runs now, and not one that another has switched on meanwhile. */
async function powerOff(machine: string, send: (pid: number) => void): Promise<void> {
  let told: number | undefined;
  while (await isPresent(machine)) {
    const running = await runningMachine(machine);
    if (running !== undefined && told !== undefined && running.pid !== told) return;
    if (running !== undefined && told === undefined) {
      told = running.pid;
      send(told);
    }
    await delay(20);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!isSystemError(error, 'ESRCH')) throw error;
  }
}

async function machineFailed(machine: string, start: number): Promise<ResiteError> {
  const path = join(machine, machineLog);
  const said = (await readFile(path)).subarray(start).toString('utf8').trim().split('\n').slice(-10).join('\n');
  return new ResiteError('LAB_MACHINE_FAILED', `the lab machine ${basename(machine)} did not come up:\n${said}`, {
    hint: `All of what it said is in ${path}.`,
  });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}
