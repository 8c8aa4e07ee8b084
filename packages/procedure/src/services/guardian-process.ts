import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, processState } from '../journal/process-identity.ts';
import type { FromGuardian, GuardianTask, ToGuardian } from './guardian-messages.ts';
import { createSilence, lookInterval } from './silence.ts';
import { takeCharge } from './take-charge.ts';

/**
 * The program of the guardian. Its first line of input is its task; `dismiss` ends it; the end of input without that means
 * that the process which performs the run is dead. It opens no file before that: whatever is wrong with the journal must
 * keep no service down.
 */

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.stdout.on('error', () => {}); // nobody reads any more

/** Of silence while services are down, in milliseconds; when the budget is used up, less is enough. */
const patience = Number(process.env.RESITE_TEST_GUARDIAN_PATIENCE ?? 20_000);
const patiencePastBudget = patience / 4;

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const first = await lines.next();
if (first.done !== true) await guard(JSON.parse(first.value) as GuardianTask);
process.exit(); // a record that hangs with its disk must not keep it here

async function guard(task: GuardianTask): Promise<void> {
  const services = new Map(task.services.map(({ host, services: recorded }) => [host, recorded]));
  /** Since when, by host and name. */
  const down = new Map<string, number>();
  let heard = true;
  const say = (message: FromGuardian) => process.stdout.write(`${JSON.stringify(message)}\n`);
  const charge = (options?: Parameters<typeof takeCharge>[1]) => {
    const known = [...services].map(([host, recorded]) => ({ host, services: recorded }));
    return takeCharge({ ...task, services: known }, options);
  };

  const watch = new AbortController();
  say({ kind: 'ready' });

  /** Resolves with the seconds of silence once they are too many. */
  const silence = async (): Promise<number | undefined> => {
    const measure = createSilence();
    for (let last = performance.now(); !watch.signal.aborted; ) {
      await sleep(lookInterval);
      const now = performance.now();
      const silent = measure({ elapsed: now - last, heard, state: processState(task.ward) });
      heard = false;
      last = now;
      if (down.size === 0) continue;
      const since = Math.min(...down.values());
      const isPastBudget = task.budget !== undefined && now - since > task.budget * 1000;
      if (silent > (isPastBudget ? patiencePastBudget : patience)) return silent / 1000;
    }
    return undefined;
  };

  /** Resolves with false when the input ends without the word. */
  const dismissal = async (): Promise<boolean> => {
    for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
      heard = true;
      const message = JSON.parse(line.value) as ToGuardian;
      if (message.kind === 'dismiss') return true;
      if (message.kind === 'recorded') {
        services.set(message.host, message.services);
        say({ kind: 'ready' });
      }
      if (message.kind !== 'change') continue;
      const name = `${message.host} ${message.service}`;
      if (message.change === 'returned') down.delete(name);
      else if (!down.has(name)) down.set(name, performance.now());
    }
    return false;
  };

  const dismissed = dismissal();
  const silent = await Promise.race([silence(), dismissed.then(() => undefined)]);
  if (silent !== undefined) {
    const onTaken = () => say({ kind: 'took-over', silent });
    const { failures, recorded } = await charge({ from: task.ward, onTaken });
    say({ kind: 'returned', failures });
    return recorded;
  }
  watch.abort();
  if (await dismissed) return;
  while (isAlive(task.ward)) await sleep(50); // the pipe is closed a moment before the process is gone
  await (await charge()).recorded;
}
