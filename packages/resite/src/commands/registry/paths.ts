import { lstat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';

/** Where the root of a hive is in a registry when nobody says: its file has the name of the key below HKEY_LOCAL_MACHINE. */
export function mountPoint(hive: string, as: string | undefined): string {
  return (as ?? `HKEY_LOCAL_MACHINE\\${basename(hive, extname(hive))}`).replace(/\\+$/, '');
}

/** The path of a key in the registry. */
export function registryPath(mounted: string, key = ''): string {
  return [mounted, ...key.split('\\').filter(Boolean)].join('\\');
}

/** As it is printed, and as `--key` understands it: `\` is the root. */
export function keyPath(key: string): string {
  return `\\${key.split('\\').filter(Boolean).join('\\')}`;
}

export async function refuseExisting(file: string, force: boolean | undefined): Promise<void> {
  if (force) return;
  try {
    await lstat(file);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    throw error;
  }
  throw new ResiteError('USAGE', `${file} exists`, { hint: 'Give another name, or --force to replace it.' });
}
