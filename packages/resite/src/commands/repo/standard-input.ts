import { addAbortSignal } from 'node:stream';
import { ResiteError } from '@resite/errors';

/** All bytes until its end. `FILE_ACCESS` when it cannot be read. */
export async function* standardInput(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* addAbortSignal(signal, process.stdin) as AsyncIterable<Buffer>;
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new ResiteError('FILE_ACCESS', `standard input cannot be read: ${error.message}`, {
      hint: 'Nothing was saved. See what the shell connects with it.',
      cause: error,
    });
  }
}
