import { lstatSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import { makeFolders, pathFromText, textFromPath, withBytesShown } from '@resite/filesystem';
import { type LocalPath, realPath } from './path.ts';

/**
 * The folder to restore into, by its real path; undefined when it is not there yet. `FILE_ACCESS` when something else has its
 * name, or that of a folder above it.
 */
export function findRoot(folder: LocalPath): LocalPath | undefined {
  const there = look(() => statSync(folder));
  if (there?.isDirectory()) return realPath(folder);
  if (there !== undefined) throw refusal(folder, 'is there already and is no folder');
  if (look(() => lstatSync(folder)) !== undefined) throw refusal(folder, 'is a link that leads to nothing');
  const above = pathFromText(dirname(textFromPath(folder)));
  if (textFromPath(above) !== textFromPath(folder)) findRoot(above);
  return undefined;
}

/** The same, made when it is missing. */
export function makeRoot(folder: LocalPath): LocalPath {
  const there = findRoot(folder);
  if (there !== undefined) return there;
  try {
    makeFolders(folder);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    throw refusal(folder, 'cannot be made: its file system makes no folders there');
  }
  return realPath(folder);
}

function refusal(path: LocalPath, problem: string): ResiteError {
  return new ResiteError('FILE_ACCESS', `${withBytesShown(textFromPath(path))} ${problem}`, {
    hint: 'Nothing was restored. Restore into another folder.',
  });
}

function look(stat: () => Stats): Stats | undefined {
  try {
    return stat();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
