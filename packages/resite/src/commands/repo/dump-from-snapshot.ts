import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import { replaceDurably } from '@resite/filesystem/durable';
import { pathFromText, withBytesShown } from '@resite/filesystem/path-text';
import { type ArchiveKind, dump } from '@resite/repository/explore';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import type { FilterOptions } from './filter-options.ts';
import { findFolder, parseFolder } from './named-folder.ts';
import { toOutput } from './raw-output.ts';

interface Options extends FilterOptions {
  readonly target?: string;
  readonly archive?: ArchiveKind;
}

export async function dumpFromSnapshot(
  context: Context,
  named: string,
  path: string,
  { target, archive, ...options }: Options,
): Promise<void> {
  const folder = parseFolder(named, options);
  await withRepository(context, async repository => {
    const snapshot = await findFolder(repository, folder);
    if (target === undefined) return dump(repository, snapshot, path, toOutput(context.signal), { archive });
    let bytes = 0;
    await writeNewFile(target, async file => {
      const write = async (part: Uint8Array) => {
        context.signal.throwIfAborted();
        await file.writeFile(part);
        bytes += part.length;
      };
      await dump(repository, snapshot, path, write, { archive });
    });
    context.emit({ message_type: 'dumped', path, target, bytes });
  });
}

/** It has its name only when it is whole: a dump that was cut off is not taken for one. */
async function writeNewFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const refuseExisting = async () => {
    if (await exists(path)) throw cannotCreate(path, 'there is one already');
  };
  await refuseExisting();
  const temporary = join(dirname(path), `.resite-${randomBytes(8).toString('hex')}.part`);
  await replaceDurably(path, temporary, await createFile(path, temporary), { write, last: refuseExisting });
}

async function createFile(path: string, temporary: string): Promise<FileHandle> {
  try {
    return await open(pathFromText(temporary), 'wx', 0o600);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw cannotCreate(path, `${withBytesShown(dirname(path))} is no folder`, error);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(pathFromText(path));
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

const cannotCreate = (path: string, why: string, cause?: unknown) =>
  new ResiteError('FILE_ACCESS', `cannot create ${withBytesShown(path)}: ${why}`, {
    hint: 'Nothing was written. Name a new file.',
    ...(cause !== undefined && { cause }),
  });
