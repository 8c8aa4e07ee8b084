import { defined, isResiteError } from '@resite/errors';
import type { Prompt } from '../access/secret-source.ts';
import type { Emit } from '../execution/events.ts';
import { Execution } from '../execution/execution.ts';
import type { GuardianHandle } from '../execution/guardian-handle.ts';
import { leftOutBySite } from '../history/returned.ts';
import { isJournalFailure } from '../journal/failures.ts';
import type { Journal } from '../journal/journal.ts';
import type { Run, RunStatus } from '../journal/run.ts';
import type { Procedure } from '../plan/procedure.ts';
import { DowntimeBudget, hostsDownWith } from '../services/downtime-budget.ts';
import { Leases } from '../services/leases.ts';
import { compensate, executeStep } from './execute-step.ts';
import { interrupted, partial, together, unsettled } from './run-errors.ts';
import { runSteps } from './run-steps.ts';
import type { Ending } from './schedule.ts';

export interface RunOptions {
  readonly journal: Journal;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly prompt?: Prompt;
}

/** Performs a procedure from its first step. See {@link executeRun} for its end. */
export async function runProcedure(procedure: Procedure, options: RunOptions): Promise<Run> {
  options.signal.throwIfAborted();
  return executeRun(options.journal.begin(procedure), options);
}

/**
 * Performs the steps of a run that are not done yet, as {@link runSteps} orders them. When it ends early, the first
 * error is thrown, with what failed after it beside it; `BACKUP_PARTIAL` when only some lanes were given up, or a snapshot lacks parts of its site. The
 * journal holds every step before and after it acts.
 */
export async function executeRun(run: Run, options: RunOptions & { guardian?: GuardianHandle }): Promise<Run> {
  const { journal, emit, signal } = options;
  const { procedure } = run;
  const budget = budgetOf(procedure);
  const leases = new Leases(run);
  const takenOver = new AbortController();
  const onTakenOver = (reason: unknown) => takenOver.abort(reason);
  const taken = options.guardian?.takenOver;
  // It may have taken over while services were returned, before any step.
  if (taken?.aborted === true) onTakenOver(taken.reason);
  taken?.addEventListener('abort', () => onTakenOver(taken.reason));
  const execution = new Execution({ ...options, run, budget, leases, onTakenOver });
  emit({
    message_type: 'plan',
    run_id: run.id,
    kind: procedure.kind,
    sites: procedure.sites,
    steps: procedure.steps.map(({ id, title, source, host, lane }) => defined({ id, title, source, host, lane })),
  });
  const ending = await runSteps(procedure.steps, {
    parallel: procedure.parallel ?? 1,
    signal: AbortSignal.any([
      ...[signal, takenOver.signal, ...(budget === undefined ? [] : [budget.signal])],
      ...(procedure.kind === 'backup' ? [] : [leases.signal]), // a backup asks itself before it believes what it has captured
    ]),
    execute: (step, stop) => executeStep(execution.within(step.lane, stop), step),
    compensate: step => compensate(execution.within(step.lane, signal), step),
  });
  budget?.close();
  leases.close();
  const unreturned = ending.unreturned.filter(error => !isUnrecorded(error));
  const { aborted: isTakenOver, reason: takeover } = takenOver.signal;
  const failures = [
    ...(isTakenOver ? [takeover] : ending.failures), // what failed meanwhile is its consequence
    ...ending.unreturned.filter(isUnrecorded),
  ].sort((a, b) => Number(isResiteError(b, 'FENCED')) - Number(isResiteError(a, 'FENCED')));
  const leftOut = leftOutBySite(procedure, journal.steps.of(run.id));
  const ended = statusOf(ending, signal, leftOut.length > 0);
  await execution.close().catch((error: unknown) => failures.push(error));
  try {
    const [cause] = failures;
    if (isTakenOver) await execution.guardian?.outcome; // it says in the journal how the run ended
    const reason = ended === 'failed' && isResiteError(cause) ? cause.code : undefined;
    if (!isTakenOver) journal.end(run.id, unreturned.length > 0 ? 'unsettled' : ended, reason);
    // Only now: a guardian that is dismissed before the journal says how the run ended would leave nobody in charge.
    await execution.guardian?.dismiss();
  } catch (error) {
    failures.push(error);
  }
  const reasons = [...failures, ...(ended === 'partial' ? ending.lost.values() : [])];
  if (unreturned.length > 0) throw unsettled(run.id, signal.aborted ? [] : reasons, unreturned);
  if (ended === 'interrupted') throw interrupted(execution, failures);
  if (failures.length > 0) throw together(failures);
  if (ended === 'partial') throw partial(procedure, ending.lost, leftOut);
  return journal.run(run.id);
}

/** The services are back, only the journal did not record that; what a host refuses comes as `SERVICES_NOT_RESTORED`. */
const isUnrecorded = (error: unknown) => isJournalFailure(error) || isResiteError(error, 'FENCED');

const budgetOf = ({ downtimeBudget, steps }: Procedure): DowntimeBudget | undefined =>
  downtimeBudget === undefined ? undefined : new DowntimeBudget(downtimeBudget, hostsDownWith(steps));

function statusOf(
  { failures, lost }: Ending,
  signal: AbortSignal,
  lacks: boolean,
): Exclude<RunStatus, 'running' | 'unsettled'> {
  if (failures.length > 0) return signal.aborted ? 'interrupted' : 'failed';
  return lost.size > 0 || lacks ? 'partial' : 'done';
}
