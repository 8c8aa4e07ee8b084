import { randomBytes } from 'node:crypto';
import { lstat, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError } from '@resite/errors';
import { replaceDurably } from '@resite/filesystem';
import { inheritMetadata } from './metadata.ts';

/**
 * Gives the file `path` new content, durably and atomically. One that exists keeps its attributes, creation time and security
 * descriptor, as on Windows; a new one is private (0600). `last` runs just before the new content takes its place and can still refuse.
 */
export async function replaceFile(path: string, data: Uint8Array, last?: () => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.resite-tmp-${randomBytes(8).toString('hex')}`);
  await replaceDurably(path, temporary, await open(temporary, 'wx', 0o600), {
    last,
    write: async file => {
      await file.writeFile(data);
      const replaced = await lstat(path, { bigint: true }).catch(error => {
        if (!isSystemError(error, 'ENOENT')) throw error;
      });
      if (replaced) inheritMetadata(temporary, path, replaced);
    },
  });
}
