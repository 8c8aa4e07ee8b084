import { readdir } from 'node:fs/promises';
import { ResiteError } from '@resite/errors';
import { sameName } from '@resite/registry/names';
import { driveFolder, localDrives } from '../files/drives.ts';
import { withFileFailure } from '../files/failure.ts';
import { locate } from '../files/locate.ts';
import type { HiveName } from './registry-path.ts';

export interface WindowsInstallation {
  /** `C:\WINNT35`, with the names as they are on the disk. */
  readonly systemRoot: string;
  /** The hive files, as paths of this computer. */
  readonly hives: Readonly<Record<HiveName, string>>;
}

/**
 * Finds the Windows NT installation in a machine's folder: the one folder at the root of a drive that has
 * `SYSTEM32\CONFIG\SOFTWARE` and `SYSTEM`. `WINDOWS_MISSING` when there is none; `WINDOWS_AMBIGUOUS` when there are several and
 * `systemRoot` does not say which.
 */
export async function findWindows(folder: string, systemRoot?: string): Promise<WindowsInstallation> {
  const found = await withFileFailure('search', folder, () => findAll(folder));
  const chosen = found.filter(({ systemRoot: root }) => systemRoot === undefined || sameName(root, systemRoot));
  if (chosen.length === 1) return chosen[0]!;
  if (chosen.length > 1) {
    throw new ResiteError(
      'WINDOWS_AMBIGUOUS',
      `${folder} holds more than one Windows: ${chosen.map(each => each.systemRoot).join(', ')}`,
      { hint: 'Name the one that is meant as the system root of the host.' },
    );
  }
  throw new ResiteError(
    'WINDOWS_MISSING',
    `there is no ${systemRoot ?? '<drive>:\\<system root>'}\\SYSTEM32\\CONFIG with the hives SOFTWARE and SYSTEM in ${folder}`,
    {
      hint: 'The folder must have one subfolder for each drive: C, D and so on. Check that the disk is mounted there.',
    },
  );
}

async function findAll(folder: string): Promise<WindowsInstallation[]> {
  const found: WindowsInstallation[] = [];
  for (const drive of await localDrives(folder)) {
    for (const name of (await readdir((await driveFolder(folder, drive))!)).sort()) {
      const at = (hive: HiveName) => locateHive(folder, drive, name, hive);
      const SOFTWARE = await at('SOFTWARE');
      const SYSTEM = SOFTWARE && (await at('SYSTEM'));
      if (SYSTEM) found.push({ systemRoot: `${drive}:\\${name}`, hives: { SOFTWARE, SYSTEM } });
    }
  }
  return found;
}

async function locateHive(folder: string, drive: string, name: string, hive: HiveName): Promise<string | undefined> {
  const location = await locate(folder, { drive, names: [name, 'SYSTEM32', 'CONFIG', hive] }).catch(() => undefined);
  return location?.missing.length === 0 && location.stats.isFile() ? location.path : undefined;
}
