import { isResiteError, ResiteError } from '@resite/errors';
import { isJournalFailure } from '../journal/failures.ts';
import type { Journal } from '../journal/journal.ts';
import { isSettled, type Run } from '../journal/run.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { startGuardian } from '../services/guardian.ts';
import { returnHosts } from '../services/return-all-services.ts';
import { noteBack, noteChange } from '../services/services-down.ts';
import { executeRun, type RunOptions } from './run-procedure.ts';

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
  options: RunOptions & { rollBack?: boolean; force?: boolean },
): Promise<Resumed> {
  const { journal, emit, rollBack = false, force = false } = options;
  const { run, unrecorded: untaken } = take(id, journal, { reopen: !rollBack, force });
  if (run === undefined) return already(journal.run(id));
  const hosts = recordedServices(journal, run);
  // Any of them may be down: should this process end or be silent now, it matters.
  for (const { host, services } of hosts) for (const { name } of services) noteChange(host, name, 'stopping');
  const { guardian, fault } = await guardianOf(run, options);
  for (const { host, services } of hosts) for (const { name } of services) guardian?.note(host, name, 'stopping');
  const { failures, unrecorded } = await returnHosts({
    run: id,
    hosts: run.procedure.hosts,
    services: hosts,
    note: (host, service) => {
      noteChange(host, service, 'returned');
      guardian?.note(host, service, 'returned');
      journal.services.recordChange(id, host, service, 'returned');
    },
    emit,
  });
  if (failures.length > 0) {
    const unended = leaveUnsettled(journal, run);
    if (unended.length === 0) await guardian?.dismiss();
    throw notReturned(id, [...failures, ...unended]);
  }
  for (const { host, services } of hosts) noteBack(host, services);
  const [first] = [...untaken, ...unrecorded];
  if (first !== undefined) throw first;
  if (run.procedure.kind === 'restore' && !rollBack && guardian !== undefined) {
    return { run: await executeRun(run, { ...options, guardian }), how: 'completed' };
  }
  journal.end(id, 'interrupted');
  await guardian?.dismiss();
  if (fault !== undefined && run.procedure.kind === 'restore' && !rollBack) throw fault;
  return { run: journal.run(id), how: 'returned' };
}

/** What the journal cannot record keeps no service down: then the run is only looked up, and the hosts say who is first. */
function take(
  id: string,
  journal: Journal,
  how: { reopen: boolean; force: boolean },
): { run: Run | undefined; unrecorded: readonly unknown[] } {
  try {
    return { run: journal.takeOver(id, how), unrecorded: [] };
  } catch (error) {
    if (!isJournalFailure(error)) throw error;
    const run = lookUp(journal, id);
    if (run === undefined || isSettled(run) || (run.alive && !how.force)) throw error;
    return { run, unrecorded: [error] };
  }
}

function lookUp(journal: Journal, id: string): Run | undefined {
  try {
    return journal.run(id);
  } catch {
    return undefined;
  }
}

const recordedServices = (journal: Journal, { id, procedure }: Run) =>
  Object.keys(procedure.hosts).map(host => ({ host, services: journal.services.recorded(id, host) }));

/** A computer that has no room for a guardian has services down already: they come back without one. */
async function guardianOf(run: Run, { journal, emit }: RunOptions) {
  try {
    return { guardian: await startGuardian(journal, run, () => {}) };
  } catch (fault) {
    if (!isResiteError(fault, 'GUARDIAN_FAILED')) throw fault;
    emit({ message_type: 'warning', text: `${fault.message}. The services are returned without one.` });
    return { fault };
  }
}

/** Why it cannot be recorded, if it cannot. */
function leaveUnsettled(journal: Journal, { id }: Run): unknown[] {
  try {
    journal.end(id, 'unsettled');
    return [];
  } catch (error) {
    return [error];
  }
}

function notReturned(id: string, failures: readonly unknown[]): ResiteError {
  const reasons = failures.map(failure => (failure instanceof Error ? failure.message : String(failure)));
  const areOfLostRun = failures.some(failure => isResiteError(failure, 'STOPPED_BY_UNKNOWN_RUN'));
  return new ResiteError('SERVICES_NOT_RESTORED', reasons.join('; '), {
    remedy: { kind: areOfLostRun ? 'resume-after-hosts' : 'resume-again', run: id } satisfies ProcedureRemedy,
    cause: new AggregateError(failures),
  });
}

const already = (run: Run): Resumed => ({ run, how: run.status === 'done' ? 'completed' : 'returned' });
