import { ResiteError } from '@resite/errors';
import type { Run } from './journal.ts';
import { type PerformOptions, performRun } from './perform.ts';
import { returnAllServices } from './return-all-services.ts';

export interface Resumed {
  readonly run: Run;
  /** `returned`: services are back and the run is closed. `completed`: a restore was carried on to its end. */
  readonly how: 'returned' | 'completed';
}

/** Runs that were cut off: their owner is dead, or a service could not be returned. Oldest first. */
export const unfinishedRuns = (runs: readonly Run[]): Run[] =>
  runs.filter(run => (run.status === 'running' && !run.alive) || run.status === 'unsettled');

/**
 * Settles a run that was cut off: first every service is returned to its recorded state; then a restore, unless
 * `rollBack`, is carried on from its first step that is not done. A backup is not: its next run saves the site as
 * it is then. Safe to run twice, and while another process resumes the same run (`PROCEDURE_BUSY`).
 */
export async function resume(id: string, options: PerformOptions & { rollBack?: boolean }): Promise<Resumed> {
  const { journal, emit } = options;
  if (journal.run(id).status === 'done') return { run: journal.run(id), how: 'completed' };
  const run = journal.takeOver(id);
  const failures = await returnAllServices(journal, run, emit);
  if (failures.length > 0) {
    journal.end(id, 'unsettled');
    throw new ResiteError('SERVICES_NOT_RESTORED', failures.map(failure => failure.message).join('; '), {
      hint: `Put the cause right, then run "resite resume ${id}" again.`,
      cause: new AggregateError(failures),
    });
  }
  if (run.procedure.kind === 'restore' && options.rollBack !== true) {
    return { run: await performRun(run, options), how: 'completed' };
  }
  journal.end(id, 'interrupted');
  return { run: journal.run(id), how: 'returned' };
}
