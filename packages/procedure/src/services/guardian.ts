import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ResiteError } from '@resite/errors';
import type { GuardianHandle } from '../execution/guardian-handle.ts';
import type { Journal } from '../journal/journal.ts';
import { ownIdentity } from '../journal/process-identity.ts';
import type { Run } from '../journal/run.ts';
import { beatInterval, type FromGuardian, type GuardianTask, type ToGuardian } from './guardian-messages.ts';

/** Beside this file, as source or as built. */
const program = import.meta.filename.replace(/guardian(\.[jt]s)$/, 'guardian-process$1');

/**
 * Starts the process that returns every service to its recorded state when this process dies, or is silent while services are
 * down. It lives in a process group of its own, so that what ends this one does not end both; it notices the death by the
 * pipe between them and silence by missing beats. `onDeath` is told when it ends without having been dismissed.
 */
export async function startGuardian(journal: Journal, run: Run, onDeath: () => void): Promise<GuardianHandle> {
  const folder = resolve(dirname(journal.path));
  const { hosts, downtimeBudget } = run.procedure;
  // The folder and the run are for people who look at the list of processes.
  const child = spawn(process.execPath, [program, folder, run.id], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd: '/',
  });
  const ended = new Promise<string>(done => {
    child.once('exit', (code, signal) => done(`it ended with ${signal ?? code}`));
    child.once('error', error => done(error.message));
  });
  child.stdin.on('error', () => {}); // it died, which `ended` tells
  const send = (message: ToGuardian | GuardianTask) => child.stdin.write(`${JSON.stringify(message)}\n`);
  const waiting: (() => void)[] = [];
  const takenOver = new AbortController();
  const outcome = Promise.withResolvers<readonly string[]>();
  const hear = (message: FromGuardian) => {
    if (message.kind === 'ready') waiting.shift()?.();
    if (message.kind === 'took-over') {
      for (const each of [child, child.stdout as unknown as Socket]) each.ref(); // for its outcome is waited for
      takenOver.abort(silenced(run.id, message.silent));
    }
    if (message.kind === 'returned') outcome.resolve(message.failures);
  };
  createInterface({ input: child.stdout }).on('line', line => hear(JSON.parse(line) as FromGuardian));
  /** One that dies meanwhile is told of by `onDeath`; the run goes on without it, as before. */
  const acknowledged = (message: ToGuardian | GuardianTask) => {
    const heard = new Promise<undefined>(done => waiting.push(() => done(undefined)));
    send(message);
    return Promise.race([heard, ended]);
  };

  const services = Object.keys(hosts).map(host => ({ host, services: journal.recordedServices(run.id, host) }));
  const fault = await acknowledged({
    ...{ folder, run: run.id, ward: ownIdentity(), hosts, services },
    ...(downtimeBudget !== undefined && { budget: downtimeBudget }),
  });
  if (fault !== undefined) {
    throw new ResiteError('GUARDIAN_FAILED', `the guardian did not start: ${fault}`, {
      hint: 'Nothing was stopped. Is this computer short of memory or processes? Then run this again.',
    });
  }
  child.once('exit', onDeath);
  child.once('close', () => outcome.resolve(['the guardian has ended'])); // after its last words, as 'exit' need not be
  const beat = setInterval(() => send({ kind: 'beat' }), beatInterval).unref();
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as unknown as Socket).unref();
  return {
    pid: child.pid as number,
    remember: async (host, recorded) => {
      child.ref();
      await acknowledged({ kind: 'recorded', host, services: recorded });
      child.unref();
    },
    note: (host, service, change) => void send({ kind: 'change', host, service, change }),
    takenOver: takenOver.signal,
    outcome: outcome.promise,
    dismiss: async () => {
      clearInterval(beat);
      child.off('exit', onDeath);
      child.ref();
      child.stdin.end(`${JSON.stringify({ kind: 'dismiss' } satisfies ToGuardian)}\n`);
      if (child.exitCode === null && child.signalCode === null) await ended;
    },
  };
}

function silenced(run: string, seconds: number): ResiteError {
  return new ResiteError(
    'FENCED',
    `nothing was heard of this process for ${seconds.toFixed(0)} s while services were down, so its guardian took run ${run} over and returned them`,
    { hint: `Was it stopped, or its disk out of reach? "resite status ${run}" shows what was done; then begin again.` },
  );
}
