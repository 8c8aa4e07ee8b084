import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { ResiteError } from '@resite/errors';
import type { Journal } from './journal.ts';

export interface GuardianHandle {
  readonly pid: number;
  /** Ends the guardian: the run has ended and the journal says how. */
  dismiss(): Promise<void>;
}

/** Beside this file, as source or as built. */
const program = import.meta.filename.replace(/guardian(\.[jt]s)$/, 'guardian-process$1');

/**
 * Starts the process that returns every service to its recorded state when this process dies. It lives in a process
 * group of its own, so that what ends this one does not end both, and notices the death by the pipe between them.
 */
export async function startGuardian(journal: Journal, run: string): Promise<GuardianHandle> {
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'pipe', 'ignore'], cwd: '/' });
  const ended = once(child, 'exit');
  child.stdin.on('error', () => {}); // it died; the procedure goes on, and `ended` says so
  child.stdin.write(`${JSON.stringify({ folder: dirname(journal.path), run })}\n`);
  const lines = createInterface({ input: child.stdout });
  const answer = await Promise.race([once(lines, 'line').then(([line]) => String(line)), ended.then(() => 'ended')]);
  if (answer !== 'ready') throw new ResiteError('INTERNAL', `the guardian did not start: ${answer}`);
  lines.close();
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref?(): void }).unref?.();
  return {
    pid: child.pid as number,
    dismiss: async () => {
      child.ref();
      child.stdin.end('dismiss\n');
      if (child.exitCode === null && child.signalCode === null) await ended;
    },
  };
}
