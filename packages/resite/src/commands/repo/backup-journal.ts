import { createHash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isSystemError } from '@resite/errors';
import { makeFolders } from '@resite/filesystem/make-folders';
import type { JournalOptions, Repository } from '@resite/repository';

/**
 * Where a backup of these paths notes what it has read, in the user's folder for state; undefined when nothing can be
 * written there.
 */
export function backupJournal(repository: Repository, paths: readonly string[]): JournalOptions | undefined {
  const folder = join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'resite', 'journals');
  try {
    makeFolders(folder, 0o700);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    if (isSystemError(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'ENOSPC')) return undefined;
    throw error;
  }
  const name = createHash('sha256')
    .update([repository.id, ...paths.toSorted()].join('\0'))
    .digest('hex');
  return { file: join(folder, name.slice(0, 32)) };
}
