import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program of this test process: it ends with it, however that ends. */
export interface Child {
  readonly process: ChildProcess;
  /** Everything that it has printed. */
  output(): string;
  stop(): Promise<void>;
}

export function startChild(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Child {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => output.push(text));
  return {
    process: child,
    output: () => output.join(''),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

/** Waits for what `look` finds; fails with the output when the program ends, or after two minutes. */
export async function untilReady<T>(child: Child, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = Date.now() + 120_000; Date.now() < end; await sleep(20)) {
    const found = await look();
    if (found !== undefined) return found;
    if (child.process.exitCode !== null || child.process.signalCode !== null) break;
  }
  await child.stop();
  throw new Error(`${child.process.spawnargs.join(' ')} did not come up:\n${child.output()}`);
}

/** A port of 127.0.0.1 that was free a moment ago, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
