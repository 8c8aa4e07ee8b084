import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ResiteError } from '@resite/errors';
import type { Journal } from './journal.ts';
import { ownIdentity } from './process-identity.ts';

export interface GuardianHandle {
  readonly pid: number;
  /** Ends the guardian: the run has ended and the journal says how. */
  dismiss(): Promise<void>;
}

/** What the guardian is told. */
export interface GuardianTask {
  readonly folder: string;
  readonly run: string;
  /** Identity of the process to outlive. */
  readonly ward: string;
}

/** Beside this file, as source or as built. */
const program = import.meta.filename.replace(/guardian(\.[jt]s)$/, 'guardian-process$1');

/**
 * Starts the process that returns every service to its recorded state when this process dies. It lives in a process
 * group of its own, so that what ends this one does not end both, and notices the death by the pipe between them.
 * `onDeath` is told when it ends without having been dismissed.
 */
export async function startGuardian(journal: Journal, run: string, onDeath: () => void): Promise<GuardianHandle> {
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'pipe', 'ignore'], cwd: '/' });
  const ended = once(child, 'exit');
  child.stdin.on('error', () => {}); // it died, which `ended` tells
  const task: GuardianTask = { folder: resolve(dirname(journal.path)), run, ward: ownIdentity() };
  child.stdin.write(`${JSON.stringify(task)}\n`);
  const lines = createInterface({ input: child.stdout });
  const answer = await Promise.race([once(lines, 'line').then(([line]) => String(line)), ended.then(() => 'ended')]);
  if (answer !== 'ready') throw new ResiteError('INTERNAL', `the guardian did not start: ${answer}`);
  lines.close();
  child.once('exit', onDeath);
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref?(): void }).unref?.();
  return {
    pid: child.pid as number,
    dismiss: async () => {
      child.off('exit', onDeath);
      child.ref();
      child.stdin.end('dismiss\n');
      if (child.exitCode === null && child.signalCode === null) await ended;
    },
  };
}
