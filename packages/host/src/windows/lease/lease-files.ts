import { isResiteError, ResiteError } from '@resite/errors';
import type { FileInfo, Files } from '../../host.ts';

/** Files of one lease, all in one folder. */
export interface LeaseFiles {
  readonly batch: string;
  /** There as long as the lease is held; it becomes `fired` at once when the services are started. Holds the terms. */
  readonly held: string;
  readonly fired: string;
  /** Made to put it off; the watchdog takes it away. */
  readonly renewed: string;
}

/** What a lease was held for. */
export interface Terms {
  /** Who starts the services: the AT scheduler, or a batch file that waits. */
  readonly way: 'scheduler' | 'watchdog';
  readonly seconds: number;
  readonly services: readonly string[];
}

export function filesOf(folder: string, id: string): LeaseFiles {
  const path = (extension: string) => `${folder}\\${id}.${extension}`;
  return { batch: path('CMD'), held: path('HLD'), fired: path('FRD'), renewed: path('RNW') };
}

/** A lease of which something is left. */
export interface FoundLease extends LeaseFiles {
  readonly isHeld: boolean;
  /** What was made to put it off, as long as it is there. */
  readonly waiting: FileInfo | undefined;
}

/** All leases of which something is left, held or not. */
export async function leasesIn(files: Pick<Files, 'list'>, folder: string): Promise<FoundLease[]> {
  const infos = await filesIn(files, folder);
  const ids = new Set(infos.flatMap(({ name }) => /^([0-9A-F]{8})\.(?:CMD|HLD|FRD|RNW)$/.exec(name)?.[1] ?? []));
  return [...ids].map(id => ({
    ...filesOf(folder, id),
    isHeld: infos.some(({ name }) => name === `${id}.HLD`),
    waiting: infos.find(({ name }) => name === `${id}.RNW`),
  }));
}

async function filesIn(files: Pick<Files, 'list'>, folder: string): Promise<FileInfo[]> {
  try {
    return await files.list(folder);
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return [];
    throw error;
  }
}

export function termsText(terms: Terms): Buffer {
  return Buffer.from(`${JSON.stringify(terms)}\r\n`);
}

/** Undefined when the lease has come to its time. `HOST_PROTOCOL` for a file that holds something else. */
export async function readTerms(files: Pick<Files, 'read'>, { held }: LeaseFiles): Promise<Terms | undefined> {
  try {
    return parse((await files.read(held)).toString());
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return undefined;
    if (!(error instanceof SyntaxError)) throw error;
    throw new ResiteError('HOST_PROTOCOL', `the file ${held} does not hold the terms of a lease`, {
      hint: 'Make sure that no run is under way and delete the file.',
    });
  }
}

function parse(text: string): Terms {
  const { way, seconds, services } = (JSON.parse(text) ?? {}) as Partial<Record<keyof Terms, unknown>>;
  if (way !== 'scheduler' && way !== 'watchdog') throw new SyntaxError('way');
  if (typeof seconds !== 'number' || !(seconds > 0)) throw new SyntaxError('seconds');
  if (!Array.isArray(services) || services.some(service => typeof service !== 'string'))
    throw new SyntaxError('services');
  return { way, seconds, services };
}
