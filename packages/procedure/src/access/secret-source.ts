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

/** All bytes of the place. `SECRET_UNREADABLE`, and `CONFIG_UNSAFE` when somebody else may change the file. */
export async function fetchSecret(reference: SecretReference, prompt: Prompt | undefined): Promise<Buffer> {
  if ('file' in reference) {
    await refuseUnsafe('the password file', reference.file);
    try {
      return Buffer.from(await at(disk).read(reference.file));
    } catch (error) {
      if (!isSystemError(error, 'ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR')) throw error;
      throw unreadable(reference, `cannot read ${place(reference)}: ${obstacles[error.code ?? '']}`);
    }
  }
  if ('command' in reference) {
    try {
      const options = { ...defined({ cwd: reference.folder }), timeout: 60_000, encoding: 'buffer' } as const;
      return (await promisify(execFile)('/bin/sh', ['-c', reference.command], options)).stdout;
    } catch {
      // The error of a failed command carries its output, which may be the secret: it is not passed on.
      throw unreadable(reference, `${place(reference)} failed`);
    }
  }
  if (prompt === undefined) throw unreadable(reference, `cannot ask for ${reference.prompt}: there is no terminal`);
  return Buffer.from(await prompt(reference.prompt));
}

const obstacles: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  EACCES: 'access is denied',
  EISDIR: 'it is a folder',
};

/** How a message names it. */
export const place = (reference: SecretReference) =>
  'file' in reference
    ? `the file ${reference.file}`
    : 'command' in reference
      ? `the command "${reference.command}"`
      : 'the answer';

const unreadable = (reference: SecretReference, message: string) =>
  new ResiteError('SECRET_UNREADABLE', message, {
    ...('file' in reference
      ? { hint: 'Name a file that holds the password, readable only by you.' }
      : 'command' in reference
        ? { hint: 'Try the command by hand.' }
        : { remedy: { kind: 'name-password-file' } satisfies ProcedureRemedy }),
  });
