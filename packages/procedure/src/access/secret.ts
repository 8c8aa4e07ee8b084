import { ResiteError } from '@resite/errors';
import { fetchSecret, type Prompt, place, type SecretReference } from './secret-source.ts';
import { toUtf8 } from './text-encoding.ts';

/**
 * The secret itself: the first line of the file or of the command's output, in UTF-8, or in UTF-16 with a byte order mark.
 * `SECRET_UNREADABLE` when there is none; the message names the place and never the content. `CONFIG_UNSAFE` when somebody
 * else may change the file. For a repository there is `readRepositoryPassword`.
 */
export async function readSecret(reference: SecretReference, prompt?: Prompt): Promise<string> {
  const secret = firstLine(decode(toUtf8(await fetchSecret(reference, prompt)), reference));
  if (secret === '')
    throw new ResiteError('SECRET_UNREADABLE', `no password in ${place(reference)}`, {
      hint: 'Its first line must be the password.',
    });
  return secret;
}

/** A replacement character in place of what was meant would be a wrong password, and accounts are locked after a few. */
function decode(bytes: Buffer, reference: SecretReference): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ResiteError('SECRET_UNREADABLE', `the password in ${place(reference)} is not text in UTF-8`, {
      hint: 'Save it as UTF-8, or as UTF-16 with a byte order mark (Notepad calls it Unicode).',
    });
  }
}

const firstLine = (text: string) => text.split(/\r?\n/, 1)[0] ?? '';
