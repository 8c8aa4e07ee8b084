import { isResiteError } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import { carryOut } from '../actions/carry-out.ts';
import type { Execution } from '../execution/execution.ts';
import type { Step } from '../plan/procedure.ts';
import { messageOf, together } from './run-errors.ts';

/** Carries the step out unless an earlier attempt has; the journal holds it before and after. */
export async function executeStep(execution: Execution, step: Step): Promise<void> {
  const { run, journal, emit } = execution;
  const { steps } = run.procedure;
  const started = now();
  const finished = (state: 'done' | 'failed' | 'skipped', detail: string) =>
    emit({
      message_type: 'step_finished',
      run_id: run.id,
      step_id: step.id,
      state,
      elapsed: (now() - started) / 1000,
      detail,
    });
  emit({
    message_type: 'step_started',
    run_id: run.id,
    step_id: step.id,
    number: steps.indexOf(step) + 1,
    of: steps.length,
    title: step.title,
    host: step.host,
    source: step.source,
  });
  if (isDone(execution, step)) return finished('skipped', 'done in an earlier attempt');
  journal.steps.begin(run.id, step);
  const outcome = await carryOutUnlessExpired(step, execution).catch((error: unknown) => {
    finished('failed', messageOf(error));
    try {
      journal.steps.end(run.id, step, 'failed', describe(error));
    } catch (unrecorded) {
      throw together([error, unrecorded]);
    }
    throw error;
  });
  journal.steps.end(run.id, step, 'done', outcome);
  finished('done', outcome.detail);
}

/** A restore changes a site while its parent is stopped. A backup asks itself before it believes what it has captured. */
async function carryOutUnlessExpired({ action }: Step, execution: Execution) {
  if (execution.run.procedure.kind !== 'backup') await execution.leases.confirmOverdue();
  return carryOut(action, execution);
}

/** Done in an earlier attempt, and not to be repeated: that is of use only for what is left to do before the last such step. */
function isDone({ run, journal }: Execution, step: Step): boolean {
  const { steps } = run.procedure;
  const done = journal.steps.done(run.id);
  if (step.confirmedBy !== undefined && !done.has(step.confirmedBy)) return false;
  if (step.repeat !== true || !done.has(step.id)) return done.has(step.id);
  const last = steps.findLastIndex(({ repeat }) => repeat === true);
  return steps.slice(0, last).every(({ id, repeat }) => repeat === true || done.has(id));
}

/** Makes the effect of a step good again that has a compensation. */
export async function compensate(execution: Execution, step: Step): Promise<void> {
  const { detail } = await carryOut(step.compensation!, execution);
  execution.emit({
    message_type: 'step_finished',
    run_id: execution.run.id,
    step_id: step.id,
    state: 'compensated',
    elapsed: 0,
    detail,
  });
}

const describe = (error: unknown) => ({
  code: isResiteError(error) ? error.code : 'INTERNAL',
  message: messageOf(error),
});
