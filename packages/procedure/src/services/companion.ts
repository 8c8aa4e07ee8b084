import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { port } from '@resite/filesystem/port';
import type { FromGuardian, GuardianTask, ToGuardian } from './guardian-messages.ts';

/** The guardian as the process that it guards sees it. */
export interface Companion {
  readonly pid: number;
  send(message: GuardianTask | ToGuardian): void;
  hear(listener: (message: FromGuardian) => void): void;
  /** Resolves when it has ended, with how. */
  readonly ended: Promise<string>;
  /** Resolves when it has ended and its last message has arrived. */
  readonly silent: Promise<void>;
  /** Whether this process stays as long as it does: not when nothing is expected of it. */
  hold(wait: boolean): void;
}

/** Beside this file, as source or as built. */
const program = import.meta.filename.replace(/companion(\.[jt]s)$/, 'guardian-process$1');

/** A process in a process group of its own, so that what ends this one does not end both, and a pipe to it. */
function startCompanion(folder: string, run: string): Companion {
  // The folder and the run are for people who look at the list of processes.
  const child = spawn(process.execPath, [program, folder, run], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd: '/',
  });
  const ended = new Promise<string>(done => {
    child.once('exit', (code, signal) => done(`it ended with ${signal ?? code}`));
    child.once('error', error => done(error.message));
  });
  child.stdin.on('error', () => {}); // it died, which `ended` tells
  const lines = createInterface({ input: child.stdout });
  return {
    pid: child.pid as number,
    send(message) {
      const line = `${JSON.stringify(message)}\n`;
      if ('kind' in message && message.kind === 'dismiss') child.stdin.end(line);
      else child.stdin.write(line);
    },
    hear: listener => void lines.on('line', line => listener(JSON.parse(line) as FromGuardian)),
    ended,
    silent: new Promise(done => {
      child.once('close', () => done());
    }),
    hold(wait) {
      const does = wait ? 'ref' : 'unref';
      for (const each of [child, child.stdin, child.stdout] as unknown as Socket[]) each[does]();
    },
  };
}

/** How a process that does what `guard` says is started. */
export const companions = port(startCompanion);
