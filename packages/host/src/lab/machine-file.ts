import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';

/** A machine that is up: the process that acts as it, and where it answers. */
export interface RunningMachine {
  readonly pid: number;
  /** Absolute. */
  readonly socket: string;
}

/**
 * Reads `machine.json`. Undefined when there is none or its process is gone, so the machine is down. A relative socket path counts from the
 * machine's folder.
 */
export async function runningMachine(folder: string): Promise<RunningMachine | undefined> {
  const path = join(folder, 'machine.json');
  const text = await readFile(path, 'utf8').catch(error => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw new ResiteError('FILE_ACCESS', `cannot read ${path}: ${error.code}`, { cause: error });
  });
  if (text === undefined) return undefined;
  const { pid, socket } = parse(path, text);
  return isAlive(pid) ? { pid, socket: resolve(folder, socket) } : undefined;
}

function parse(path: string, text: string): RunningMachine {
  try {
    const { pid, socket } = JSON.parse(text);
    if (Number.isSafeInteger(pid) && pid > 0 && typeof socket === 'string') return { pid, socket };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ResiteError('HOST_PROTOCOL', `${path} does not hold {"pid": number, "socket": path}`, {
    hint: 'If the machine is down, delete the file and start the machine again.',
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ESRCH')) return false;
    if (isSystemError(error, 'EPERM')) return true;
    throw error;
  }
}
