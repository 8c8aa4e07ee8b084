import { lstat } from 'node:fs/promises';
import { isSystemError, ResiteError } from '@resite/errors';
import { absolutePath, pathFromText, withBytesShown } from '@resite/filesystem/path-text';
import type { Context } from '../../context.ts';

/** One path that cannot be found costs only itself, unless it is the only one. */
export async function findPaths(
  { emit }: Context,
  paths: readonly string[],
): Promise<{ absolute: string[]; missing: string[] }> {
  const named = [...new Set(paths.map(path => absolutePath(path)))];
  const looks = await Promise.all(named.map(async path => ({ path, failure: await failureOf(path) })));
  const absolute = looks.flatMap(({ path, failure }) => (failure === undefined ? path : []));
  const missing = looks.flatMap(({ path, failure }) => (failure === undefined ? [] : { path, failure }));
  if (absolute.length === 0 && missing[0] !== undefined) throw refusal(missing[0]);
  for (const { path, failure } of missing) {
    const message = failure === nothing ? 'it does not exist' : `it cannot be looked at: ${failure}`;
    emit({ message_type: 'error', error: { message }, during: 'backup', item: path });
  }
  return { absolute, missing: missing.map(({ path }) => path) };
}

const nothing = 'ENOENT';

/** Why a path cannot be had, undefined when it is there. */
async function failureOf(path: string): Promise<string | undefined> {
  try {
    await lstat(pathFromText(path));
    return undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return nothing;
    if (!isSystemError(error, 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG', 'EIO', 'ESTALE')) throw error;
    return error.code;
  }
}

function refusal({ path, failure }: { path: string; failure: string }): ResiteError {
  if (failure === nothing)
    return new ResiteError('FILE_MISSING', `there is no ${withBytesShown(path)}`, {
      hint: 'Check the path. Nothing was saved.',
    });
  return new ResiteError('FILE_ACCESS', `cannot look at ${withBytesShown(path)}: ${failure}`, {
    hint: 'Check the path, and who may read there. Nothing was saved.',
  });
}
