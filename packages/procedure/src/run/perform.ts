import { adviceOf, isResiteError, ResiteError } from '@resite/errors';
import { now } from '@resite/filesystem/clock';
import type { Prompt } from '../access/secret.ts';
import { perform as performAction } from '../actions/index.ts';
import type { Emit } from '../execution/events.ts';
import { Performance } from '../execution/execution.ts';
import type { GuardianHandle } from '../execution/guardian-handle.ts';
import { isJournalFailure } from '../journal/failures.ts';
import type { Journal } from '../journal/journal.ts';
import type { Run, RunStatus } from '../journal/run.ts';
import { type Procedure, type Step, sitesOf } from '../plan/procedure.ts';
import { DowntimeBudget } from '../services/downtime-budget.ts';
import { runSteps } from './run-steps.ts';
import type { Ending } from './schedule.ts';

export interface PerformOptions {
  readonly journal: Journal;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly prompt?: Prompt;
}

/** Performs a procedure from its first step. See {@link performRun} for its end. */
export async function perform(procedure: Procedure, options: PerformOptions): Promise<Run> {
  options.signal.throwIfAborted();
  return performRun(options.journal.begin(procedure), options);
}

/**
 * Performs the steps of a run that are not done yet, as {@link runSteps} orders them. When it ends early, the first
 * error is thrown, with what failed after it beside it; `BACKUP_PARTIAL` when only some lanes were given up. The
 * journal holds every step before and after it acts.
 */
export async function performRun(run: Run, options: PerformOptions & { guardian?: GuardianHandle }): Promise<Run> {
  const { journal, emit, signal } = options;
  const { procedure } = run;
  const budget = budgetOf(procedure);
  const takenOver = new AbortController();
  const onTakenOver = (reason: unknown) => takenOver.abort(reason);
  options.guardian?.takenOver.addEventListener('abort', () => onTakenOver(options.guardian?.takenOver.reason));
  const performance = new Performance({ ...options, run, budget, onTakenOver });
  emit({
    message_type: 'plan',
    run_id: run.id,
    kind: procedure.kind,
    site: procedure.siteCode,
    steps: procedure.steps.map(({ id, title, source, host, lane }) => ({
      id,
      title,
      source,
      host,
      ...(lane !== undefined && { lane }),
    })),
  });
  const ending = await runSteps(procedure.steps, {
    parallel: procedure.parallel ?? 1,
    signal: AbortSignal.any([signal, takenOver.signal, ...(budget === undefined ? [] : [budget.signal])]),
    perform: (step, stop) => performStep(performance.within(step.lane, stop), step),
    compensate: step => compensate(performance.within(step.lane, signal), step),
  });
  budget?.close();
  const unreturned = ending.unreturned.filter(error => !isUnrecorded(error));
  const { aborted: isTakenOver, reason: takeover } = takenOver.signal;
  const failures = [
    ...(isTakenOver ? [takeover] : ending.failures), // what failed meanwhile is its consequence
    ...ending.unreturned.filter(isUnrecorded),
  ].sort((a, b) => Number(isResiteError(b, 'FENCED')) - Number(isResiteError(a, 'FENCED')));
  const ended = statusOf(ending, signal);
  await performance.close().catch((error: unknown) => failures.push(error));
  try {
    const [cause] = failures;
    if (isTakenOver) await performance.guardian?.outcome; // it says in the journal how the run ended
    const reason = ended === 'failed' && isResiteError(cause) ? cause.code : undefined;
    if (!isTakenOver) journal.end(run.id, unreturned.length > 0 ? 'unsettled' : ended, reason);
    // Only now: a guardian that is dismissed before the journal says how the run ended would leave nobody in charge.
    await performance.guardian?.dismiss();
  } catch (error) {
    failures.push(error);
  }
  const reasons = [...failures, ...(ended === 'partial' ? ending.lost.values() : [])];
  if (unreturned.length > 0) throw unsettled(run.id, signal.aborted ? [] : reasons, unreturned);
  if (ended === 'interrupted') throw interrupted(performance, failures);
  if (failures.length > 0) throw together(failures);
  if (ended === 'partial') throw partial(procedure, ending.lost);
  return journal.run(run.id);
}

/** The services are back, only the journal did not record that; what a host refuses comes as `SERVICES_NOT_RESTORED`. */
const isUnrecorded = (error: unknown) => isJournalFailure(error) || isResiteError(error, 'FENCED');

function budgetOf({ downtimeBudget, steps }: Procedure): DowntimeBudget | undefined {
  const shared = steps.flatMap(({ action, lane }) =>
    action.type === 'stop-services' && lane === undefined ? [action.host] : [],
  );
  return downtimeBudget === undefined ? undefined : new DowntimeBudget(downtimeBudget, shared);
}

function statusOf({ failures, lost }: Ending, signal: AbortSignal): Exclude<RunStatus, 'running' | 'unsettled'> {
  if (failures.length > 0) return signal.aborted ? 'interrupted' : 'failed';
  return lost.size > 0 ? 'partial' : 'done';
}

async function performStep(performance: Performance, step: Step): Promise<void> {
  const { run, journal, emit } = performance;
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
  if (isDone(performance, step)) return finished('skipped', 'done in an earlier attempt');
  journal.beginStep(run.id, step);
  const outcome = await performAction(step.action, performance).catch((error: unknown) => {
    finished('failed', messageOf(error));
    try {
      journal.endStep(run.id, step, 'failed', describe(error));
    } catch (unrecorded) {
      throw together([error, unrecorded]);
    }
    throw error;
  });
  journal.endStep(run.id, step, 'done', outcome);
  finished('done', outcome.detail);
}

/** Done in an earlier attempt, and not to be repeated: that is of use only for what is left to do before the last such step. */
function isDone({ run, journal }: Performance, step: Step): boolean {
  const { steps } = run.procedure;
  const done = new Set(journal.steps(run.id).flatMap(({ stepId, state }) => (state === 'done' ? [stepId] : [])));
  if (step.confirmedBy !== undefined && !done.has(step.confirmedBy)) return false;
  if (step.repeat !== true || !done.has(step.id)) return done.has(step.id);
  const last = steps.findLastIndex(({ repeat }) => repeat === true);
  return steps.slice(0, last).every(({ id, repeat }) => repeat === true || done.has(id));
}

async function compensate(performance: Performance, step: Step): Promise<void> {
  const { detail } = await performAction(step.compensation!, performance);
  performance.emit({
    message_type: 'step_finished',
    run_id: performance.run.id,
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

function interrupted({ run, journal }: Performance, causes: readonly unknown[]): ResiteError {
  const changed = journal.hasChanged(run.id);
  const hint = changed && run.procedure.kind === 'restore' && `Carry it on with "resite resume ${run.id}".`;
  return new ResiteError(
    'INTERRUPTED',
    `interrupted; ${changed ? 'every service is back in its recorded state' : 'nothing was changed'}`,
    { ...(hint && { hint }), cause: causes.length === 1 ? causes[0] : new AggregateError(causes) },
  );
}

function unsettled(run: string, first: readonly unknown[], unreturned: readonly unknown[]): ResiteError {
  // A step that could not return them has said the same already.
  const reasons = [...first.filter(error => !isResiteError(error, 'SERVICES_NOT_RESTORED')), ...unreturned];
  return new ResiteError('SERVICES_NOT_RESTORED', joined(reasons), {
    hint: `Put the cause right, then run "resite resume ${run}": it returns the services.`,
    cause: new AggregateError([...first, ...unreturned]),
  });
}

/** Some sites were saved and others not. */
function partial(procedure: Procedure, lost: ReadonlyMap<string, unknown>): ResiteError {
  const reasons = [...lost].map(([site, error]) => `${site} was not backed up: ${messageOf(error)}`);
  const saved = sitesOf(procedure).filter(site => !lost.has(site));
  const [advice = { hint: 'Put the cause right.' }] = [...lost.values()]
    .map(adviceOf)
    .filter(({ hint, remedy }) => hint !== undefined || remedy !== undefined);
  const rest = `The others need no new backup: resite backup ${[...lost.keys()].join(' ')}`;
  return new ResiteError('BACKUP_PARTIAL', `${reasons.join('; ')}. Backed up: ${saved.join(', ')}`, {
    ...advice,
    hint: advice.hint === undefined ? rest : `${advice.hint}\n${rest}`,
    cause: lost.size === 1 ? [...lost.values()][0] : new AggregateError([...lost.values()]),
  });
}

/** The first error, with what failed after it beside it. */
function together(errors: readonly unknown[]): unknown {
  const [first] = errors;
  if (errors.length === 1) return first;
  return new ResiteError(isResiteError(first) ? first.code : 'INTERNAL', joined(errors), {
    ...adviceOf(first),
    cause: new AggregateError(errors),
  });
}

const joined = (errors: readonly unknown[]) => [...new Set(errors.map(messageOf))].join('; and then: ');

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
