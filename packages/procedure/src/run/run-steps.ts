import type { Step } from '../plan/procedure.ts';
import { type Ending, Schedule, type Task } from './schedule.ts';

export interface StepWork {
  /** How many lanes may be at work at once. */
  readonly parallel: number;
  readonly signal: AbortSignal;
  /** Comes to an end soon after the signal aborts, with its reason or an `AbortError`. */
  execute(step: Step, signal: AbortSignal): Promise<void>;
  compensate(step: Step): Promise<void>;
}

/** Executes steps in this process, in the order that a {@link Schedule} gives them. */
export function runSteps(steps: readonly Step[], work: StepWork): Promise<Ending> {
  const schedule = new Schedule(steps, work.parallel);
  // Not `AbortSignal.any`, whose reason is that of its first source, and not of the one that came first.
  const stop = new AbortController();
  const { signal } = stop;
  const interrupt = () => {
    schedule.abort(work.signal.reason);
    stop.abort(schedule.stopped?.reason);
  };

  return new Promise(done => {
    const begin = async (task: Task): Promise<void> => {
      schedule.ended(task, await failureOf(task, work, signal));
      if (schedule.stopped !== undefined) stop.abort(schedule.stopped.reason);
      advance();
    };
    const advance = () => {
      for (const task of schedule.next()) void begin(task);
      if (schedule.ending === undefined) return;
      work.signal.removeEventListener('abort', interrupt);
      done(schedule.ending);
    };
    if (work.signal.aborted) interrupt();
    else work.signal.addEventListener('abort', interrupt);
    advance();
  });
}

/** Undefined when it came to a good end. A step that broke off because of the signal has failed for the reason of that. */
async function failureOf(
  { kind, step }: Task,
  work: StepWork,
  signal: AbortSignal,
): Promise<{ error: unknown } | undefined> {
  try {
    await (kind === 'execute' ? work.execute(step, signal) : work.compensate(step));
    return undefined;
  } catch (error) {
    const isConsequence = kind === 'execute' && signal.aborted && error instanceof Error && error.name === 'AbortError';
    return { error: isConsequence ? signal.reason : error };
  }
}
