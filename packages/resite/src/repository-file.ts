import { ResiteError } from '@resite/errors';
import { readNamedFile } from './commands/repo/read-named-file.ts';

/**
 * The location that a file holds, without the white space around it, as restic reads it. `FILE_ACCESS` when it cannot be read,
 * `USAGE` when it holds anything but one line.
 */
export async function readRepositoryFile(file: string): Promise<string> {
  const bytes = await readNamedFile(file, 'location of the repository');
  const text = decode(bytes)?.trim() ?? '';
  if (text !== '' && !/[\r\n\0]/.test(text)) return text;
  throw new ResiteError('USAGE', `there is no location of a repository in ${file}`, {
    hint: 'Nothing was done. It must be one line, in UTF-8.',
  });
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes); // without a byte order mark
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
