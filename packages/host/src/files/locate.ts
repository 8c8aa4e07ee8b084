import { type BigIntStats, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ResiteError } from '@resite/errors';
import { sameName } from '@resite/registry/names';
import { driveFolder } from './drives.ts';
import { formatWindowsPath, type WindowsPath } from './windows-path.ts';

/** How far a Windows path leads into a machine's folder. */
export interface Location {
  /** The last thing on the way that exists. */
  readonly path: string;
  readonly stats: BigIntStats;
  /** The names after it; empty when the whole path exists. */
  readonly missing: readonly string[];
}

/**
 * Follows a Windows path from name to name: the exact name where there is one, else the first that Windows would take for the same.
 * Symbolic links are not followed, so the way never leaves the drive (NT 3.5x file systems have no links [NT]).
 * Undefined when there is no such drive. It looks at once: a promise for each name takes longer than what it waits for.
 */
export async function locate(folder: string, wanted: WindowsPath): Promise<Location | undefined> {
  let path = await driveFolder(folder, wanted.drive);
  if (path === undefined) return undefined;
  let stats = statSync(path, { bigint: true });
  for (const [index, name] of wanted.names.entries()) {
    if (stats.isSymbolicLink()) throw linkOnTheWay(folder, wanted, index);
    const child: string | undefined = stats.isDirectory() ? findChild(path, name) : undefined;
    const childStats = child === undefined ? undefined : lstatIfAny(child);
    if (child === undefined || !childStats) return { path, stats, missing: wanted.names.slice(index) };
    path = child;
    stats = childStats;
  }
  return { path, stats, missing: [] };
}

function findChild(folder: string, name: string): string | undefined {
  const exact = join(folder, name);
  if (lstatIfAny(exact)) return exact;
  const names = readdirSync(folder)
    .filter(other => sameName(other, name))
    .sort();
  return names[0] === undefined ? undefined : join(folder, names[0]);
}

function lstatIfAny(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

function linkOnTheWay(folder: string, { drive, names }: WindowsPath, index: number): ResiteError {
  const link = formatWindowsPath({ drive, names: names.slice(0, index) });
  return new ResiteError('FILE_ACCESS', `${link} in ${folder} is a symbolic link, which is not followed`, {
    hint: 'Put the folder itself in its place.',
  });
}
