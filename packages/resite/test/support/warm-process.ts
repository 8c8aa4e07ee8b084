import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import type { Outcome } from './cli.ts';
import type { Said } from './warm-program.ts';

/**
 * A process that runs one command line after the other, each with its own folder and environment, and with pipes for its
 * output. All but its start is what a process of its own does, at a fifth of the cost. Those that are free wait here.
 */
interface WarmProcess {
  readonly child: ChildProcess;
  readonly output: Readonly<Record<'stdout' | 'stderr', { text: string }>>;
  commands: number;
  /** Its exit code, should it end. */
  readonly gone: Promise<number | null>;
}

export interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/** Where `warm-server.ts` listens: the processes behind it have run commands of other test files. */
export const warmSocket = (shared: string) => join(shared, 'warm.socket');

/** Runs `resite`. Where the start, a signal or the end of a process counts, use one of its own. */
export async function runWarm(command: Command): Promise<Outcome> {
  const { RESITE_TEST_SHARED: shared } = process.env;
  if (shared === undefined || !existsSync(warmSocket(shared))) return runWarmHere(command);
  const socket = connect({ path: warmSocket(shared), allowHalfOpen: true });
  socket.end(JSON.stringify(command));
  const answer = (await json(socket)) as Outcome | { error: string };
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}

const free: WarmProcess[] = [];
let commands = 0;
/** A process that has run so many is not used again: whatever they have left in its memory stays small. */
const mostCommands = 100;

/** In a child of this process. */
export async function runWarmHere({ args, cwd, env }: Command): Promise<Outcome> {
  const warm = free.pop() ?? start(env);
  const { child, output, gone } = warm;
  warm.commands += 1;
  hold(child, true);
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
  for (const stream of [child.stdout!, child.stderr!]) stream.off('data', look);
  const taken = (name: 'stdout' | 'stderr') => {
    const { text } = output[name];
    output[name].text = '';
    return text.endsWith(end) ? text.slice(0, -end.length) : text;
  };
  hold(child, false);
  if (warm.commands >= mostCommands) child.disconnect();
  else if (!last) free.push(warm);
  if (code === null) throw new Error(`"resite ${args.join(' ')}" was ended by ${child.signalCode}`);
  return { code, stdout: taken('stdout'), stderr: taken('stderr') };
}

function start(env: Record<string, string>): WarmProcess {
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
  return { child, output, gone, commands: 0 };
}

/** One that is free keeps no test from ending; it ends with the test's process. */
function hold(child: ChildProcess, busy: boolean): void {
  const way = busy ? 'ref' : 'unref';
  child[way]();
  child.channel?.[way]();
  for (const stream of [child.stdout!, child.stderr!] as (Readable & { ref?(): void; unref?(): void })[])
    stream[way]?.();
}
