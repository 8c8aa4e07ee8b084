import { isResiteError, ResiteError } from '@resite/errors';
import { fetchSecret, type Prompt, place, type SecretReference } from './secret-source.ts';
import { toUtf8 } from './text-encoding.ts';

/**
 * The password of a repository, byte for byte as restic takes it from the same place:
 * a file without its byte order mark (UTF-16 becomes UTF-8) and without the white space around its content; what a command
 * prints without the white space around it; what a person types as it is. Bytes that are not UTF-8 stay as they are.
 * `SECRET_UNREADABLE` when nothing is left, `CONFIG_UNSAFE` when somebody else may change the file.
 */
export async function readRepositoryPassword(reference: SecretReference, prompt?: Prompt): Promise<Buffer> {
  const bytes = await fetchSecret(reference, prompt);
  const password = 'prompt' in reference ? bytes : trim('file' in reference ? toUtf8(bytes) : bytes);
  if (password.length > 0) return password;
  throw new ResiteError('SECRET_UNREADABLE', `no password in ${place(reference)}`, {
    hint: `There must be more than white space${'file' in reference ? ' in the file' : ''}.`,
  });
}

/** What to say to a person where a new password is of several lines: by mistake, most often. */
export function aboutLines(password: Buffer, reference: SecretReference): string | undefined {
  if (!password.includes('\n')) return undefined;
  return `There is more than one line in ${place(reference)}, and all of it is taken as the password, as restic does.`;
}

/** Passes on what opens a repository. `WRONG_PASSWORD` says so when more than the first line was taken as the password. */
export async function explainLines<T>(password: Buffer, reference: SecretReference, opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    const lines = aboutLines(password, reference);
    if (!isResiteError(error, 'WRONG_PASSWORD') || lines === undefined) throw error;
    throw new ResiteError('WRONG_PASSWORD', error.message, {
      hint: `${lines} If only the first line is the password, remove the others.`,
      cause: error,
    });
  }
}

/** White space of Unicode in UTF-8, each byte as one character. Not U+FEFF, which JavaScript would take for some. */
const space =
  '(?:[\\t-\\r ]|\\xc2[\\x85\\xa0]|\\xe1\\x9a\\x80|\\xe2\\x80[\\x80-\\x8a\\xa8\\xa9\\xaf]|\\xe2\\x81\\x9f|\\xe3\\x80\\x80)';
const [leading, trailing] = [new RegExp(`^${space}+`), new RegExp(`${space}+$`)];

const trim = (bytes: Buffer) =>
  Buffer.from(bytes.toString('latin1').replace(leading, '').replace(trailing, ''), 'latin1');
