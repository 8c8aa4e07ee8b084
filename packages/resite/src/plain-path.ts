import { ResiteError } from '@resite/errors';
import { absolutePath, hasStrayBytes, withBytesShown } from '@resite/filesystem/path-text';

/**
 * What is typed as an absolute path, for what knows no names but those in UTF-8. `USAGE` in a working folder that has
 * another one, `FILE_MISSING` in one that has been removed.
 */
export function plainPath(typed: string): string {
  const path = absolutePath(typed);
  if (hasStrayBytes(path)) throw notUtf8(path);
  return path;
}

export function notUtf8(path: string): ResiteError {
  return new ResiteError('USAGE', `the path ${withBytesShown(path)} is not UTF-8`, {
    hint: 'Nothing was done. Type the command in another folder, and name files by their whole paths.',
  });
}
