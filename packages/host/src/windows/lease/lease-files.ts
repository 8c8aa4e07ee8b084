import { isResiteError, ResiteError } from '@resite/errors';
import type { Files } from '../../host.ts';

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

/** All leases of which something is left, held or not. */
export async function leasesIn(files: Pick<Files, 'list'>, folder: string): Promise<LeaseFiles[]> {
  return [...(await idsIn(files, folder, /^([0-9A-F]{8})\.(?:CMD|HLD|FRD|RNW)$/))].map(id => filesOf(folder, id));
}

export async function heldIn(files: Pick<Files, 'list'>, folder: string): Promise<LeaseFiles[]> {
  return [...(await idsIn(files, folder, /^([0-9A-F]{8})\.HLD$/))].map(id => filesOf(folder, id));
}

async function idsIn(files: Pick<Files, 'list'>, folder: string, form: RegExp): Promise<Set<string>> {
  try {
    return new Set((await files.list(folder)).flatMap(({ name }) => form.exec(name)?.[1] ?? []));
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return new Set();
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
