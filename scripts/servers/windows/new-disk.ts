import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { windowsTemplate } from './template.ts';

/** What Wine keeps of a computer, in its folder. */
export const prefixFolder = 'wine';

/**
 * Installs Windows into the folder, where the drives are subfolders. The files of Windows are those of the template, under a second name: who
 * writes into one changes it for all computers, who replaces it does not.
 */
export async function installWindows(folder: string, drives: readonly string[]): Promise<void> {
  const template = await windowsTemplate();
  mkdirSync(join(folder, 'C'), { recursive: true });
  linkOrCopy(join(template, 'C'), join(folder, 'C'));
  const prefix = join(folder, prefixFolder);
  mkdirSync(join(prefix, 'dosdevices'), { recursive: true, mode: 0o700 });
  for (const file of readdirSync(join(template, 'prefix'))) cpSync(join(template, 'prefix', file), join(prefix, file));
  for (const drive of drives)
    symlinkSync(join('..', '..', drive), join(prefix, 'dosdevices', `${drive.toLowerCase()}:`));
}

function linkOrCopy(from: string, to: string): void {
  const copy = (...how: string[]) => execFileSync('cp', ['-a', ...how, `${from}/.`, to], { stdio: 'ignore' });
  try {
    copy('--link');
  } catch {
    copy('--remove-destination', '--reflink=auto'); // another file system
  }
}
