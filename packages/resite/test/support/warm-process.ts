import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Outcome } from './cli.ts';
import type { Said } from './warm-program.ts';

/** A command line as it is typed. */
export interface Typed {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A process that runs one command line after the other, each with its own folder and environment, and with pipes for its
 * output. All but its start is what a process of its own does, at a fifth of the cost. Those that are free wait here.
 */
interface WarmProcess {
  readonly child: ChildProcess;
  readonly output: Readonly<Record<'stdout' | 'stderr', { text: string }>>;
  /** Its exit code, should it end. */
  readonly gone: Promise<number | null>;
}

const free: WarmProcess[] = [];
let commands = 0;

/** Runs `resite` in a warm process of this one. It ends with its command as soon as nobody waits for the outcome any more. */
export async function runHere({ args, cwd, env }: Typed, isForNobody?: AbortSignal): Promise<Outcome> {
  const warm = free.pop() ?? start(env);
  const { child, output, gone } = warm;
  hold(child, true);
  const disconnect = () => child.connected && child.disconnect();
  isForNobody?.addEventListener('abort', disconnect);
  const end = `\0end ${++commands}\n`;
  child.send({ args, cwd, env, end });
  const ended = Promise.withResolvers<void>();
  const look = () => {
    if (output.stdout.text.endsWith(end) && output.stderr.text.endsWith(end)) ended.resolve();
  };
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', look);
  const said = new Promise<Said>(resolve => child.once('message', message => resolve(message as Said)));
  const dead = gone.then(code => ({ code, last: true }));
  const { code, last } = await Promise.race([Promise.all([said, ended.promise]).then(([answer]) => answer), dead]);
  isForNobody?.removeEventListener('abort', disconnect);
  for (const stream of [child.stdout!, child.stderr!]) stream.off('data', look);
  const taken = (name: 'stdout' | 'stderr') => {
    const { text } = output[name];
    output[name].text = '';
    return text.endsWith(end) ? text.slice(0, -end.length) : text;
  };
  hold(child, false);
  if (!last && isForNobody?.aborted !== true) free.push(warm);
  if (code === null) throw new Error(`"resite ${args.join(' ')}" was ended by ${child.signalCode}`);
  return { code, stdout: taken('stdout'), stderr: taken('stderr') };
}

function start(env: Readonly<Record<string, string>>): WarmProcess {
  const child = fork(`${import.meta.dirname}/warm-program.ts`, {
    env,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = { stdout: { text: '' }, stderr: { text: '' } };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', text => (output[name].text += text));
  }
  const gone = new Promise<number | null>(resolve => child.once('close', resolve));
  return { child, output, gone };
}

/** One that is free keeps no test from ending; it ends with the test's process. */
function hold(child: ChildProcess, busy: boolean): void {
  const way = busy ? 'ref' : 'unref';
  child[way]();
  child.channel?.[way]();
  for (const stream of [child.stdout!, child.stderr!] as (Readable & { ref?(): void; unref?(): void })[])
    stream[way]?.();
}
