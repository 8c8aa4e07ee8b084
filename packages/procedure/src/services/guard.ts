import { monotonic, sleep } from '@resite/filesystem/clock';
import { isAlive, processState } from '../journal/process-identity.ts';
import type { FromGuardian, GuardianTask, ToGuardian } from './guardian-messages.ts';
import { createSilence, lookInterval } from './silence.ts';
import { takeCharge } from './take-charge.ts';

/** The process that performs the run, as the guardian sees it. */
export interface Ward {
  say(message: FromGuardian): void;
  /** Undefined when it will say nothing any more. */
  hear(): Promise<ToGuardian | undefined>;
  /** For its silence while services are down, in milliseconds. */
  readonly patience: number;
}

/** When the budget is used up, a part of the patience is enough. */
const patiencePastBudget = 4;

/**
 * What the guardian does. `dismiss` ends it; the end of what it hears without that means that the process which performs the run is
 * dead. It opens no file before that: whatever is wrong with the journal must keep no service down.
 */
export async function guard(task: GuardianTask, { say, hear, patience }: Ward): Promise<void> {
  const services = new Map(task.services.map(({ host, services: recorded }) => [host, recorded]));
  /** Since when, by host and name. */
  const down = new Map<string, number>();
  let heard = true;
  const charge = (options?: Parameters<typeof takeCharge>[1]) => {
    const known = [...services].map(([host, recorded]) => ({ host, services: recorded }));
    return takeCharge({ ...task, services: known }, options);
  };

  const watch = new AbortController();
  say({ kind: 'ready' });

  /** Resolves with the seconds of silence once they are too many. */
  const silence = async (): Promise<number | undefined> => {
    const measure = createSilence();
    for (let last = monotonic(); !watch.signal.aborted; ) {
      await sleep(lookInterval);
      const now = monotonic();
      const silent = measure({ elapsed: now - last, heard, state: processState(task.ward) });
      heard = false;
      last = now;
      if (down.size === 0) continue;
      const since = Math.min(...down.values());
      const isPastBudget = task.budget !== undefined && now - since > task.budget * 1000;
      if (silent > (isPastBudget ? patience / patiencePastBudget : patience)) return silent / 1000;
    }
    return undefined;
  };

  /** Resolves with false when the input ends without the word. */
  const dismissal = async (): Promise<boolean> => {
    for (let message = await hear(); message !== undefined; message = await hear()) {
      heard = true;
      if (message.kind === 'dismiss') return true;
      if (message.kind === 'recorded') {
        services.set(message.host, message.services);
        say({ kind: 'ready' });
      }
      if (message.kind !== 'change') continue;
      const name = `${message.host} ${message.service}`;
      if (message.change === 'returned') down.delete(name);
      else if (!down.has(name)) down.set(name, monotonic());
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
