import { hostname } from 'node:os';
import { isSystemError } from '@resite/errors';
import { port } from '@resite/filesystem/port';

/** Who holds a lock, as its file tells others. */
export interface LockHolder {
  /** Name of this computer. */
  hostname(): string;
  /** Number of this process. */
  pid(): number;
  /** Is there a process of this number on this computer? */
  isRunning(pid: number): boolean;
}

export const lockHolder = port<LockHolder>({ hostname, pid: () => process.pid, isRunning });

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (isSystemError(error, 'ESRCH')) return false;
    if (isSystemError(error, 'EPERM')) return true;
    throw error;
  }
}
