import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a database client ended: with all that it printed, or why that is not to be used. `said` is what it printed as errors. */
export type ClientEnd =
  | { readonly output: Buffer; readonly said: string }
  | { readonly fault: string; readonly said: string };

export interface ClientOptions {
  /** Milliseconds after which it is killed, with all that it has started. */
  readonly timeout: number;
  /** Bytes of output after which it is killed. */
  readonly limit: number;
  /** Where it runs; default where this process is. */
  readonly folder?: string | undefined;
}

/** So much of what it says as an error is kept, in bytes. */
const keptErrors = 4_096;

/** Runs a command line of this computer's shell with `input` as its standard input. */
export async function runClient(
  command: string,
  input: string,
  { timeout, limit, folder }: ClientOptions,
): Promise<ClientEnd> {
  // a group of its own, so that the programs of a pipeline end together
  const child = spawn('/bin/sh', ['-c', command], { cwd: folder, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  let fault: string | undefined;
  const kill = (why: string) => {
    fault ??= why;
    if (child.pid !== undefined) endGroup(child.pid);
  };
  const timer = setTimeout(() => kill(`has given no answer for ${timeout / 1000} s`), timeout);
  const output = collect(child.stdout, limit, () => kill(`has printed more than ${limit} bytes`));
  const errors = collect(child.stderr, keptErrors, () => {});
  child.stdin.on('error', () => {}); // it may end without reading; its end says more
  child.stdin.end(input);
  try {
    const [code, signal] = await once(child, 'close').catch((error: Error) => {
      fault ??= `cannot be started (${error.message})`;
      return [];
    });
    const said = Buffer.concat(errors).subarray(0, keptErrors).toString();
    if (fault !== undefined) return { fault, said };
    if (code !== 0) return { fault: `has ended with ${signal === null ? `exit code ${code}` : signal}`, said };
    return { output: Buffer.concat(output), said };
  } finally {
    clearTimeout(timer);
  }
}

function collect(stream: NodeJS.ReadableStream, limit: number, onTooMuch: () => void): Buffer[] {
  const parts: Buffer[] = [];
  let size = 0;
  stream.on('data', (part: Buffer) => {
    if (size <= limit) parts.push(part);
    size += part.length;
    if (size > limit) onTooMuch();
  });
  return parts;
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
