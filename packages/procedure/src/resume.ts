import { ResiteError } from '@resite/errors';
import { startGuardian } from './guardian.ts';
import { type PerformOptions, performRun } from './perform.ts';
import { returnAllServices } from './return-all-services.ts';
import type { Run } from './run.ts';

export interface Resumed {
  readonly run: Run;
  /** `returned`: services are back and the run is closed. `completed`: a restore was carried on to its end. */
  readonly how: 'returned' | 'completed';
}

/**
 * Settles a run that was cut off: first every service is returned to its recorded state; then a restore, unless
 * `rollBack`, is carried on from its first step that is not done; so is one that ended early, while no later run has
 * worked on the site (`PROCEDURE_SUPERSEDED`). A backup is not: its next run saves the site as it is then. Safe to run
 * twice, and while another process resumes the same run (`PROCEDURE_BUSY`).
 */
export async function resume(id: string, options: PerformOptions & { rollBack?: boolean }): Promise<Resumed> {
  const { journal, emit, rollBack = false } = options;
  const run = journal.takeOver(id, { reopen: !rollBack });
  if (run === undefined) return already(journal.run(id));
  const guardian = await startGuardian(journal, id, () => {});
  const failures = await returnAllServices(journal, run, emit);
  if (failures.length === 0 && run.procedure.kind === 'restore' && !rollBack) {
    return { run: await performRun(run, { ...options, guardian }), how: 'completed' };
  }
  journal.end(id, failures.length === 0 ? 'interrupted' : 'unsettled');
  await guardian.dismiss();
  if (failures.length === 0) return { run: journal.run(id), how: 'returned' };
  throw new ResiteError('SERVICES_NOT_RESTORED', failures.map(failure => failure.message).join('; '), {
    hint: `Put the cause right, then run "resite resume ${id}" again.`,
    cause: new AggregateError(failures),
  });
}

const already = (run: Run): Resumed => ({ run, how: run.status === 'done' ? 'completed' : 'returned' });
