import { defined, isResiteError, isSilent, isUnreachable } from '@resite/errors';
import { now, sleep } from '@resite/filesystem/clock';
import type { GuardianTask } from './guardian-messages.ts';
import { openKeeper, type Returned } from './keeper.ts';
import { returnHosts } from './return-all-services.ts';

/** Between attempts, in milliseconds; the last one over and over. */
const delays = [0, 1_000, 5_000, 30_000, 60_000];
const delay = (attempt: number) => sleep(delays[attempt] ?? delays.at(-1)!);
/** After so many, a service that does not start is left to a person. A host that cannot be reached is tried without end, for a person may open it. */
const attemptsAtServices = 5;
/** How long the journal may keep services down, in milliseconds. */
const journalPatience = 2_000;

interface ChargeOptions {
  readonly from?: string;
  /** Told once nobody else is at the run, before the first service is returned. */
  readonly onTaken?: () => void;
}

export interface Charge {
  /** What could not be returned, in words. */
  readonly failures: readonly string[];
  /** Resolves when the journal says so, which may take as long as its disk is full. */
  readonly recorded: Promise<void>;
}

/**
 * Returns every service to its recorded state in place of a process that is gone, or with `from` of the one of that identity,
 * which lives but is silent; whoever else has taken the run from it is left alone. The journal is asked first, so that nobody else resumes the run meanwhile; but where it does not answer, for
 * whatever reason, the services come back without it and it hears of it afterwards.
 */
export async function takeCharge(
  task: GuardianTask,
  { from, onTaken = () => {} }: ChargeOptions = {},
): Promise<Charge> {
  const who = defined({ from });
  const ask = openKeeper(task.folder, task.run);
  const changes: Returned[] = [];
  const hosts = task.services.filter(({ services }) => services.length > 0);
  const note = (host: string, service: string) => changes.push({ host, service, time: now() });
  let failures: readonly Error[] = [];
  for (let attempt = 0; ; attempt++) {
    await delay(attempt);
    const taken = await Promise.race([ask({ ...who, changes: [] }), sleep(journalPatience)]);
    if (taken === 'elsewhere') return { failures: [], recorded: Promise.resolve() };
    if (attempt === 0) onTaken();
    ({ failures } = await returnHosts({ run: task.run, hosts: task.hosts, services: hosts, note }));
    if (isOver(failures, attempt)) break;
    void ask({ ...who, changes: changes.splice(0), end: 'unsettled' });
  }
  const end = failures.length === 0 ? 'interrupted' : 'unsettled';
  const recorded = (async () => {
    for (let attempt = 1; (await ask({ ...who, changes, end })) === 'failed'; attempt++) await delay(attempt);
  })();
  return { failures: failures.map(({ message }) => message), recorded };
}

/** `attempt` counts from 0. */
export function isOver(failures: readonly Error[], attempt: number): boolean {
  if (failures.length === 0) return true;
  // Whoever has claimed the host since then returns them, and must not be fenced out in turn.
  if (failures.some(failure => cameOf(failure, isFenced))) return true;
  return attempt + 1 >= attemptsAtServices && !failures.some(mayBeReached);
}

const mayBeReached = (failure: Error) => isUnreachable(failure) || cameOf(failure, isSilent);

const isFenced = (error: unknown) => isResiteError(error, 'FENCED');

/** Whether it is one of those, or one of those is behind it: several services at once may not be back. */
function cameOf(error: unknown, isMeant: (error: unknown) => boolean): boolean {
  if (isMeant(error)) return true;
  if (error instanceof AggregateError && error.errors.some(one => cameOf(one, isMeant))) return true;
  return error instanceof Error && error.cause !== undefined && cameOf(error.cause, isMeant);
}
