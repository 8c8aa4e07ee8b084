import { type FileHandle, open } from 'node:fs/promises';
import { isSystemError, ResiteError } from '@resite/errors';
import { pathFromText } from '@resite/filesystem/path-text';
import { dump } from '@resite/repository/explore';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import type { FilterOptions } from './filter-options.ts';
import { findFolder, parseFolder } from './named-folder.ts';
import { toOutput } from './raw-output.ts';

export async function dumpFromSnapshot(
  context: Context,
  named: string,
  path: string,
  { target, ...options }: FilterOptions & { target?: string },
): Promise<void> {
  const folder = parseFolder(named, options);
  await withRepository(context, async repository => {
    const snapshot = await findFolder(repository, folder);
    if (target === undefined) return dump(repository, snapshot, path, toOutput(context.signal));
    const file = await createFile(target);
    let bytes = 0;
    try {
      await dump(repository, snapshot, path, async part => {
        context.signal.throwIfAborted();
        await file.writeFile(part);
        bytes += part.length;
      });
      await file.sync();
    } finally {
      await file.close();
    }
    context.emit({ message_type: 'dumped', path, target, bytes });
  });
}

async function createFile(path: string): Promise<FileHandle> {
  try {
    return await open(pathFromText(path), 'wx', 0o600);
  } catch (error) {
    if (!isSystemError(error, 'EEXIST', 'ENOENT', 'ENOTDIR', 'EISDIR')) throw error;
    throw new ResiteError('FILE_ACCESS', `cannot create ${path}: ${error.message}`, {
      hint: 'Nothing was written. Name a new file.',
      cause: error,
    });
  }
}
