import { ResiteError } from '@resite/errors';
import { perform as performAction } from './actions/index.ts';
import type { Emit } from './events.ts';
import type { Journal, Run } from './journal.ts';
import { Performance } from './performance.ts';
import type { Procedure, Step } from './procedure.ts';
import type { Prompt } from './secret.ts';

export interface PerformOptions {
  readonly journal: Journal;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly prompt?: Prompt;
}

/** Performs a procedure from its first step. See {@link performRun} for its end. */
export function perform(procedure: Procedure, options: PerformOptions): Promise<Run> {
  return performRun(options.journal.begin(procedure), options);
}

/**
 * Performs the steps of a run that are not done yet. When a step fails or `signal` aborts, the compensations of all
 * steps that were begun run in reverse order, and the first error is thrown: with the failed clean-up beside it,
 * if that failed too. The journal holds every step before and after it acts.
 */
export async function performRun(run: Run, options: PerformOptions): Promise<Run> {
  const { journal, emit, signal } = options;
  const performance = new Performance({ run, journal, emit, signal, prompt: options.prompt });
  const { steps } = run.procedure;
  emit({
    message_type: 'plan',
    run_id: run.id,
    kind: run.procedure.kind,
    site: run.procedure.siteCode,
    steps: steps.map(({ id, title, source, host }) => ({ id, title, source, host })),
  });
  const begun: Step[] = [];
  let first: unknown;
  try {
    for (const step of steps) {
      signal.throwIfAborted();
      begun.push(step);
      await performStep(performance, step);
    }
  } catch (error) {
    first = signal.aborted ? interrupted(error) : error;
  }
  const failures = first === undefined ? [] : await compensate(performance, begun.reverse());
  const released = await performance.close().catch((error: unknown) => error);
  journal.end(
    run.id,
    first === undefined ? 'done' : failures.length > 0 ? 'unsettled' : signal.aborted ? 'interrupted' : 'failed',
  );
  // Only now: a guardian that is dismissed before the journal says how the run ended would leave nobody in charge.
  await performance.guardian?.dismiss();
  if (failures.length > 0) throw unsettled(run.id, first, failures);
  if (first !== undefined) throw first;
  if (released !== undefined) throw released;
  return journal.run(run.id);
}

async function performStep(performance: Performance, step: Step): Promise<void> {
  const { run, journal, emit } = performance;
  const earlier = journal.steps(run.id).find(record => record.stepId === step.id);
  const { steps } = run.procedure;
  const started = Date.now();
  const finished = (state: 'done' | 'failed' | 'skipped', detail: string) =>
    emit({
      message_type: 'step_finished',
      run_id: run.id,
      step_id: step.id,
      state,
      elapsed: (Date.now() - started) / 1000,
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
  if (earlier?.state === 'done' && step.repeat !== true) return finished('skipped', 'done in an earlier attempt');
  journal.beginStep(run.id, step);
  try {
    const outcome = await performAction(step.action, performance);
    journal.endStep(run.id, step, 'done', outcome);
    finished('done', outcome.detail);
  } catch (error) {
    journal.endStep(run.id, step, 'failed', describe(error));
    finished('failed', (error as Error).message);
    throw error;
  }
}

/** Runs the compensations of the given steps, each once, and returns what failed: one failure does not stop the next. */
async function compensate(performance: Performance, steps: readonly Step[]): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (const step of steps) {
    if (step.compensation === undefined) continue;
    try {
      const { detail } = await performAction(step.compensation, performance);
      performance.emit({
        message_type: 'step_finished',
        run_id: performance.run.id,
        step_id: step.id,
        state: 'compensated',
        elapsed: 0,
        detail,
      });
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}

const describe = (error: unknown) =>
  error instanceof ResiteError
    ? { code: error.code, message: error.message }
    : { code: 'INTERNAL', message: String(error) };

function interrupted(cause: unknown): ResiteError {
  return new ResiteError('INTERRUPTED', 'interrupted; every service is back in its recorded state', { cause });
}

function unsettled(run: string, first: unknown, failures: readonly unknown[]): ResiteError {
  const reasons = failures.map(failure => (failure as Error).message).join('; ');
  return new ResiteError('SERVICES_NOT_RESTORED', `${(first as Error).message}; and then: ${reasons}`, {
    hint: `Run "resite resume ${run}" to return the services.`,
    cause: new AggregateError([first, ...failures]),
  });
}
