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
 * twice, and while another process resumes the same run (`PROCEDURE_BUSY`); with `force` it is taken from that process, whose
 * changes are then refused with `FENCED`.
 */
export async function resume(
  id: string,
  options: PerformOptions & { rollBack?: boolean; force?: boolean },
): Promise<Resumed> {
  const { journal, emit, rollBack = false, force = false } = options;
  const run = journal.takeOver(id, { reopen: !rollBack, force });
  if (run === undefined) return already(journal.run(id));
  const guardian = await startGuardian(journal, run, () => {});
  // Any of them may be down: should this process be silent now, the guardian must know that it matters.
  for (const host of Object.keys(run.procedure.hosts))
    for (const { name } of journal.recordedServices(id, host)) guardian.note(host, name, 'stopping');
  const { failures, unrecorded } = await returnAllServices(journal, run, {
    emit,
    onReturned: (host, service) => guardian.note(host, service, 'returned'),
  });
  if (failures.length === 0 && unrecorded.length > 0) throw unrecorded[0];
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
