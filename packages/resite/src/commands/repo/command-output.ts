import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { addAbortSignal } from 'node:stream';
import { ResiteError } from '@resite/errors';
import { turn } from '@resite/filesystem/clock';

export interface CommandOptions {
  readonly signal: AbortSignal;
  /** Hears what the command says on its standard error. */
  readonly onLine: (line: string) => void;
}

/** What a command prints. `COMMAND_FAILED` after it unless the command has ended well: what it printed may not be whole. */
export async function* commandOutput(
  [program = '', ...args]: readonly string[],
  { signal, onLine }: CommandOptions,
): AsyncGenerator<Uint8Array> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  const ending = new Promise<{ code: number | null; by: string | null }>((resolve, reject) => {
    child.on('error', reject).on('close', (code, by) => resolve({ code, by }));
  });
  ending.catch(() => {}); // it is waited for below
  createInterface({ input: child.stderr }).on('line', onLine);
  try {
    yield* addAbortSignal(signal, child.stdout) as AsyncIterable<Buffer>; // what the command has begun may outlive it
    const { code, by } = await ending;
    if (by !== null) await turn(); // Ctrl-C on a terminal is for both
    signal.throwIfAborted();
    if (code !== 0) throw failed(`${program} ended ${by === null ? `with exit code ${code}` : `by ${by}`}`);
  } catch (error) {
    if (!isOfStart(error)) throw error;
    throw failed(`${program} cannot be started (${error.code})`, error);
  } finally {
    child.kill();
    child.unref();
    child.stderr.destroy();
  }
}

const isOfStart = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && String(error.syscall).startsWith('spawn');

function failed(message: string, cause?: unknown): ResiteError {
  return new ResiteError('COMMAND_FAILED', message, {
    hint: 'No snapshot was made. Try the command by hand.',
    ...(cause !== undefined && { cause }),
  });
}
