import { codes, defined, type ErrorCode, ResiteError } from '@resite/errors';
import type { Failure } from '../service/messages.ts';

/** An error in the form in which it travels between the processes of a machine; its stack stays behind. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ResiteError) return { code: error.code, message: error.message, hint: error.hint };
  return { message: error instanceof Error ? error.message : String(error) };
}

export function callError({ code, message, hint }: Failure): Error {
  if (code === undefined || !(code in codes)) return new Error(message);
  return new ResiteError(code as ErrorCode, message, defined({ hint }));
}
