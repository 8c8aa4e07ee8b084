import { dirname, resolve } from 'node:path';
import { defined, ResiteError } from '@resite/errors';
import { every } from '@resite/filesystem/clock';
import { at } from '@resite/filesystem/port';
import type { GuardianHandle } from '../execution/guardian-handle.ts';
import type { Journal } from '../journal/journal.ts';
import { ownIdentity } from '../journal/process-identity.ts';
import type { Run } from '../journal/run.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { companions } from './companion.ts';
import { beatInterval, type FromGuardian, type GuardianTask, type ToGuardian } from './guardian-messages.ts';

/**
 * Starts the process that returns every service to its recorded state when this process dies, or is silent while services are
 * down. It notices the death by the pipe between them and silence by missing beats. `onDeath` is called when it ends without having been dismissed.
 */
export async function startGuardian(journal: Journal, run: Run, onDeath: () => void): Promise<GuardianHandle> {
  const folder = resolve(dirname(journal.path));
  const { hosts, downtimeBudget } = run.procedure;
  const companion = at(companions)(folder, run.id);
  const waiting: (() => void)[] = [];
  const takenOver = new AbortController();
  const outcome = Promise.withResolvers<readonly string[]>();
  companion.hear((message: FromGuardian) => {
    if (message.kind === 'ready') waiting.shift()?.();
    if (message.kind === 'took-over') {
      companion.hold(true); // for its outcome is waited for
      takenOver.abort(silenced(run.id, message.silent));
    }
    if (message.kind === 'returned') outcome.resolve(message.failures);
  });
  /** For one that dies meanwhile, `onDeath` is called; the run goes on without it, as before. */
  const acknowledged = (message: ToGuardian | GuardianTask) => {
    const heard = new Promise<undefined>(done => waiting.push(() => done(undefined)));
    companion.send(message);
    return Promise.race([heard, companion.ended]);
  };

  const services = Object.keys(hosts).map(host => ({ host, services: journal.services.recorded(run.id, host) }));
  const fault = await acknowledged(
    defined({
      folder,
      run: run.id,
      ward: ownIdentity(),
      hosts,
      services,
      budget: downtimeBudget,
    }),
  );
  if (fault !== undefined) {
    throw new ResiteError('GUARDIAN_FAILED', `the guardian did not start: ${fault}`, {
      hint: 'Nothing was stopped. Is this computer short of memory or processes? Free some and run this again.',
    });
  }
  let isDismissed = false;
  void companion.ended.then(() => isDismissed || onDeath());
  void companion.silent.then(() => outcome.resolve(['the guardian has ended'])); // after its last words
  const stopBeat = every(beatInterval, () => companion.send({ kind: 'beat' }));
  companion.hold(false);
  return {
    pid: companion.pid,
    remember: async (host, recorded) => {
      companion.hold(true);
      await acknowledged({ kind: 'recorded', host, services: recorded });
      companion.hold(false);
    },
    note: (host, service, change) => companion.send({ kind: 'change', host, service, change }),
    takenOver: takenOver.signal,
    outcome: outcome.promise,
    dismiss: async () => {
      stopBeat();
      isDismissed = true;
      companion.hold(true);
      companion.send({ kind: 'dismiss' });
      await companion.ended;
    },
  };
}

function silenced(run: string, seconds: number): ResiteError {
  return new ResiteError(
    'FENCED',
    `this process was silent for ${seconds.toFixed(0)} s while services were down, so its guardian took over run ${run} and returned them`,
    { remedy: { kind: 'see-progress', run } satisfies ProcedureRemedy },
  );
}
