import { type BigIntStats, lstatSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isResiteError, isSystemError, ResiteError } from '@resite/errors';
import type { FileInfo } from '../host.ts';
import { fileInfo, readSecurityDescriptor } from './metadata.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Nanoseconds that a change must be older than the listing that shows it. Time stamps move in steps (of milliseconds, or of
 * two seconds on FAT), so that a second change within one step leaves no trace in them.
 */
const settled = 2_000_000_000n;

interface Taken {
  readonly folder: string;
  readonly security: boolean;
  /** When the listing began, in nanoseconds since 1970. */
  readonly began: bigint;
}

/** Of listings that are still held by somebody: only these can be relied on later. */
const listings = new WeakMap<readonly FileInfo[], Taken>();

/** The children of a folder, sorted by name bytes. What disappears meanwhile is left out. For `known` see `Files.list`. */
export async function listFolder(
  folder: string,
  { security = false, known }: { security?: boolean; known?: readonly FileInfo[] | undefined } = {},
): Promise<FileInfo[]> {
  const began = BigInt(Date.now()) * 1_000_000n;
  const names = namesIn(folder);
  const earlier = trusted(known, folder, security);
  const infos: FileInfo[] = [];
  for (const [index, name] of names.entries()) {
    const info = infoOf(folder, name, { security, earlier: earlier?.get(name) });
    if (info !== undefined) infos.push(info);
    if (index % 500 === 499) await setImmediate(); // a large folder must not keep others waiting
  }
  listings.set(infos, { folder, security, began });
  return infos;
}

/** What an earlier listing of the folder shows, by name, as far as its time stamps prove that nothing of it has changed since. */
function trusted(
  known: readonly FileInfo[] | undefined,
  folder: string,
  security: boolean,
): Map<string, FileInfo> | undefined {
  const taken = known && listings.get(known);
  if (known === undefined || taken?.folder !== folder || (security && !taken.security)) return undefined;
  const latest = taken.began - settled;
  return new Map(
    known.filter(({ changed }) => changed !== undefined && changed < latest).map(info => [info.name, info]),
  );
}

/** At once: a promise for each file takes longer than what it waits for. */
function infoOf(
  folder: string,
  name: string,
  { security, earlier }: { security: boolean; earlier: FileInfo | undefined },
): FileInfo | undefined {
  const path = `${folder}${sep}${name}`;
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (earlier !== undefined && isUntouched(earlier, stats)) return earlier;
  try {
    const info = fileInfo(name, path, stats);
    const securityDescriptor = security ? readSecurityDescriptor(path) : undefined;
    return securityDescriptor === undefined ? info : { ...info, securityDescriptor };
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isResiteError(error, 'FILE_MISSING')) return undefined;
    throw error;
  }
}

/** What is in extended attributes moves the change time as well. */
function isUntouched({ type, size, modified, changed, inode }: FileInfo, stats: BigIntStats): boolean {
  return (
    changed === stats.ctimeNs &&
    modified === stats.mtimeNs &&
    inode === stats.ino &&
    (type === 'directory' ? stats.isDirectory() : !stats.isDirectory() && BigInt(size) === stats.size)
  );
}

/** Sorted by their bytes. Most names are plain ASCII, which needs no look at bytes. */
function namesIn(folder: string): string[] {
  const names = readdirSync(folder);
  if (!/[^\0-\x7f]/.test(names.join(''))) return names.sort();
  const bytes = readdirSync(folder, { encoding: 'buffer' }).sort(Buffer.compare);
  return bytes.map(name => decode(folder, name));
}

function decode(folder: string, name: Buffer): string {
  try {
    return utf8.decode(name);
  } catch (cause) {
    throw new ResiteError(
      'FILE_ACCESS',
      `a file name in ${folder} is not UTF-8: ${JSON.stringify(name.toString('latin1'))}`,
      {
        hint: 'Rename the file.',
        cause,
      },
    );
  }
}
