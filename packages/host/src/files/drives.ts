import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { upcase } from '@resite/registry/names';
import { withFileFailure } from './failure.ts';

/** The drives of a machine's folder: its subfolders named by one letter, as upper-case letters in order. */
export async function localDrives(folder: string): Promise<string[]> {
  const names = await withFileFailure('list', folder, () => readdir(folder));
  const letters = names.filter(name => /^[A-Za-z]$/.test(name)).map(upcase);
  const drives: string[] = [];
  for (const letter of [...new Set(letters)].sort()) if (await driveFolder(folder, letter)) drives.push(letter);
  return drives;
}

/**
 * The folder of a drive; undefined when there is none. A drive itself may be a symbolic link, to a mounted disk for example:
 * whoever set up the machine's folder put it there.
 */
export async function driveFolder(folder: string, letter: string): Promise<string | undefined> {
  // biome-ignore lint/plugin: the folder of a drive has one of two names
  for (const name of [upcase(letter), letter.toLowerCase()]) {
    const path = join(folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  }
  return undefined;
}
