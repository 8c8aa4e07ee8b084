import { readFile } from 'node:fs/promises';
import { isSystemError, ResiteError } from '@resite/errors';
import { pathFromText, withBytesShown } from '@resite/filesystem/path-text';

/** The bytes of a file that the command line names; `what` is in it. `FILE_ACCESS` when it cannot be read. */
export async function readNamedFile(file: string, what: string): Promise<Buffer> {
  try {
    return await readFile(pathFromText(file));
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM')) throw error;
    throw new ResiteError('FILE_ACCESS', `cannot read the ${what} in ${withBytesShown(file)}: ${error.message}`, {
      hint: 'Nothing was done. Check the path of the file.',
      cause: error,
    });
  }
}
