/** The program of a warm process: runs the command lines that it is sent, one at a time; see warm-process.ts. */
import { readFileSync } from 'node:fs';
import { type Surroundings, useSurroundings } from '@resite/filesystem/port';
import { run } from '../../src/run.ts';
import { main } from './cli.ts';

interface Order {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** To be written on both streams after all else. */
  readonly end: string;
}

/** What it says of a command that has ended. */
export interface Said {
  readonly code: number;
  /** This process ends now: others that the command has left behind wait for its end or are to outlive it. */
  readonly last: boolean;
}

process.argv[1] = main;
const emitters = [process, process.stdout, process.stderr];
process.on('message', (order: Order) => void runOrder(order));
process.on('disconnect', () => process.exit());
const atRest = resources();
/** What a process keeps in memory of what it does; each command has one of its own. */
let surroundings: Surroundings;
useSurroundings(() => surroundings);

async function runOrder({ args, cwd, env, end }: Order): Promise<void> {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  const before = emitters.map(listeners);
  surroundings = new Map();

  process.exitCode = await run(args);
  // A process of its own would end now, when nothing is left that it waits for.
  while (resources() > atRest) await new Promise(resolve => setImmediate(resolve));
  for (const [name, listener] of added(0)) if (name === 'exit') listener.call(process, process.exitCode);
  const code = process.exitCode as number;
  process.exitCode = undefined;
  for (const [index, emitter] of emitters.entries()) {
    for (const [name, listener] of added(index)) emitter.off(name, listener);
  }
  for (const stream of [process.stdout, process.stderr]) stream.write(end);
  const last = hasChildren();
  process.send!({ code, last } satisfies Said, () => {
    if (last) process.exit();
  });

  function added(index: number) {
    const known = new Set(before[index]!.map(([, listener]) => listener));
    return listeners(emitters[index]!).filter(([, listener]) => !known.has(listener));
  }
}

type Listener = (...args: unknown[]) => void;

function listeners(emitter: NodeJS.EventEmitter): [string, Listener][] {
  return emitter
    .eventNames()
    .flatMap(name => emitter.listeners(name).map(one => [name as string, one as Listener] as [string, Listener]));
}

function hasChildren(): boolean {
  return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8') !== '';
}

/** How many things there are that keep a process from ending. */
function resources(): number {
  return process.getActiveResourcesInfo().length;
}
