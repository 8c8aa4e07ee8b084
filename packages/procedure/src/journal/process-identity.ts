import { readFileSync } from 'node:fs';
import { at, port } from '@resite/filesystem/port';

export interface Processes {
  /** Names this process so that no other one, at any time, has the same name; it begins with its number. */
  own(): string;
  isAlive(identity: string): boolean;
  /** The letter that Linux has for what it does, as `T` for one that is stopped; undefined where nobody tells. */
  state(identity: string): string | undefined;
}

/** See {@link Processes}, as with the others. */
export const ownIdentity = (): string => at(processes).own();

/** Does the process with this identity still run? */
export const isAlive = (identity: string): boolean => at(processes).isAlive(identity);

export const processNumber = (identity: string): number => Number(identity.split('@')[0]);

/** It was stopped, by SIGSTOP or a debugger, or waits in the kernel for a disk, also at its end (Z). */
export const standsStill = (identity: string): boolean => ['T', 't', 'D', 'Z'].includes(processState(identity) ?? '');

export const processState = (identity: string): string | undefined => at(processes).state(identity);

let own: string | undefined;

const realProcesses: Processes = {
  own: () => {
    own ??= identify(process.pid);
    return own;
  },
  isAlive(identity) {
    const number = processNumber(identity);
    return isRunning(number) && identify(number) === identity;
  },
  state(identity) {
    return readStat(processNumber(identity))?.[0];
  },
};

/** This process and the others of its computer. */
export const processes = port(realProcesses);

/** Process numbers are used again after a reboot, so the start time (field 22) and the boot belong to the name. */
function identify(number: number): string {
  const fields = readStat(number);
  if (fields === undefined) return `${number}`;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return hasEnded(fields) ? '' : `${number}@${fields[19]}@${boot}`;
}

/**
 * A dead process that nobody has waited for yet. While others of its threads (field 20) are in the kernel, as for a slow disk,
 * it still holds its locks and what it writes may still arrive.
 */
function hasEnded(fields: readonly string[]): boolean {
  return (fields[0] === 'Z' || fields[0] === 'X') && Number(fields[17]) <= 1;
}

/** What Linux tells of a process from field 3 on, which is its state; before that is its name, with whatever in it (proc_pid_stat(5)). */
function readStat(number: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${number}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function isRunning(number: number): boolean {
  try {
    process.kill(number, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
