import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ResiteError } from '@resite/errors';

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
    yield* child.stdout as AsyncIterable<Buffer>;
    const { code, by } = await ending;
    if (code !== 0) throw failed(`${program} ended ${by === null ? `with exit code ${code}` : `by ${by}`}`);
  } catch (error) {
    if (!isOfStart(error)) throw error;
    throw failed(`${program} cannot be started (${error.code})`, error);
  } finally {
    child.kill();
    child.unref();
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
