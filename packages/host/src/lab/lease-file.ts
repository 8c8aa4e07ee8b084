import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem';
import type { StartType } from '../host.ts';

/** What a machine has promised to do by itself. */
export interface HeldLease {
  /** In starting order. */
  readonly services: readonly string[];
  /** From when on, in milliseconds since 1970. */
  readonly due: number;
  /** As the service that does it was before, to be returned; undefined when nothing of it was changed. */
  readonly scheduler?: { readonly startType: StartType; readonly isRunning: boolean };
}

const pathOf = (machine: string) => join(machine, 'lease.json');

/** Undefined when none is held. `HOST_PROTOCOL` for a file that nobody here has written. */
export async function readLease(machine: string): Promise<HeldLease | undefined> {
  const path = pathOf(machine);
  const text = await readFile(path, 'utf8').catch(error => {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const lease = parse(text);
  if (isLease(lease)) return lease;
  throw new ResiteError('HOST_PROTOCOL', `${path} does not say which services are to start, and when`, {
    hint: 'See that the services of the machine run, then delete the file.',
  });
}

/** Durable when it returns; undefined takes it away. */
export async function writeLease(machine: string, lease: HeldLease | undefined): Promise<void> {
  if (lease === undefined) await rm(pathOf(machine), { force: true });
  else await writeFileDurably(pathOf(machine), `${JSON.stringify(lease)}\n`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isLease(value: unknown): value is HeldLease {
  const { services, due, scheduler } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (!Array.isArray(services) || !services.every(name => typeof name === 'string')) return false;
  if (!Number.isFinite(due)) return false;
  if (scheduler === undefined) return true;
  const { startType, isRunning } = (scheduler ?? {}) as Partial<Record<string, unknown>>;
  return ['auto', 'manual', 'disabled'].some(each => each === startType) && typeof isRunning === 'boolean';
}
