import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { defined, isSystemError, ResiteError } from '@resite/errors';
import { disk } from '@resite/filesystem/disk';
import { at } from '@resite/filesystem/port';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { refuseUnsafe } from './refuse-unsafe.ts';

/** Where a secret is kept. Procedures, journals and configuration hold these, never the secret. */
export type SecretReference =
  | { readonly file: string }
  /** Run in `folder`, or else where this process is. */
  | { readonly command: string; readonly folder?: string }
  | { readonly prompt: string };

/** Asks a person, without echo. */
export type Prompt = (question: string) => Promise<string>;

/**
 * The secret itself: the first line of the file or of the command's output.
 * `SECRET_UNREADABLE` when there is none; the message names the place and never the content. `CONFIG_UNSAFE` when somebody
 * else may change the file.
 */
export async function readSecret(reference: SecretReference, prompt?: Prompt): Promise<string> {
  const secret = firstLine(await fetch(reference, prompt));
  if (secret === '')
    throw new ResiteError('SECRET_UNREADABLE', `no password in ${place(reference)}`, {
      hint: 'Its first line must be the password.',
    });
  return secret;
}

async function fetch(reference: SecretReference, prompt: Prompt | undefined): Promise<string> {
  if ('file' in reference) {
    await refuseUnsafe('the password file', reference.file);
    try {
      return (await at(disk).read(reference.file)).toString();
    } catch (error) {
      if (!isSystemError(error, 'ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR')) throw error;
      throw unreadable(reference, `cannot read ${place(reference)}: ${obstacles[error.code ?? '']}`);
    }
  }
  if ('command' in reference) {
    try {
      const where = defined({ cwd: reference.folder });
      return (await promisify(execFile)('/bin/sh', ['-c', reference.command], { ...where, timeout: 60_000 })).stdout;
    } catch {
      // The error of a failed command carries its output, which may be the secret: it is not passed on.
      throw unreadable(reference, `${place(reference)} failed`);
    }
  }
  if (prompt === undefined) throw unreadable(reference, `cannot ask for ${reference.prompt}: there is no terminal`);
  return prompt(reference.prompt);
}

const obstacles: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  EACCES: 'access is denied',
  EISDIR: 'it is a folder',
};

const firstLine = (text: string) => text.split(/\r?\n/, 1)[0] ?? '';

const place = (reference: SecretReference) =>
  'file' in reference
    ? `the file ${reference.file}`
    : 'command' in reference
      ? `the command "${reference.command}"`
      : 'the answer';

const unreadable = (reference: SecretReference, message: string) =>
  new ResiteError('SECRET_UNREADABLE', message, {
    ...('file' in reference
      ? { hint: 'Name a file whose first line is the password, readable only by you.' }
      : 'command' in reference
        ? { hint: 'Try the command by hand.' }
        : { remedy: { kind: 'name-password-file' } satisfies ProcedureRemedy }),
  });
