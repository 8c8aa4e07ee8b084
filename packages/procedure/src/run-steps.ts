import type { Step } from './procedure.ts';
import { type Ending, Schedule, type Task } from './schedule.ts';

export interface StepWork {
  /** How many lanes may be at work at once. */
  readonly parallel: number;
  readonly signal: AbortSignal;
  /** Comes to an end soon after the signal aborts, with its reason or an `AbortError`. */
  perform(step: Step, signal: AbortSignal): Promise<void>;
  compensate(step: Step): Promise<void>;
}

/** Performs steps in this process, in the order that a {@link Schedule} gives them. */
export function runSteps(steps: readonly Step[], work: StepWork): Promise<Ending> {
  const schedule = new Schedule(steps, work.parallel);
  const stop = new AbortController();
  const signal = AbortSignal.any([work.signal, stop.signal]);

  const notice = () => {
    if (work.signal.aborted) schedule.abort(work.signal.reason);
    if (schedule.stopped !== undefined) stop.abort(schedule.stopped.reason);
  };
  const begin = async ({ kind, step }: Task): Promise<{ error: unknown } | undefined> => {
    try {
      await (kind === 'perform' ? work.perform(step, signal) : work.compensate(step));
      return undefined;
    } catch (error) {
      notice();
      const { stopped } = schedule;
      const isConsequence = kind === 'perform' && error instanceof Error && error.name === 'AbortError';
      return { error: isConsequence && stopped !== undefined ? stopped.reason : error };
    }
  };
  return new Promise(done => {
    const advance = () => {
      notice();
      for (const task of schedule.next()) {
        void begin(task).then(failure => {
          notice();
          schedule.ended(task, failure);
          advance();
        });
      }
      if (schedule.ending !== undefined) done(schedule.ending);
    };
    advance();
  });
}
