import { type Advice, type ErrorCode, isResiteError, ResiteError } from '@resite/errors';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import type { Run } from './run.ts';

/** What SQLite or the operating system says of the journal, in the words of this project (sqlite.org/rescode.html). */
export function journalFailure(path: string, error: unknown, what: 'journal' | 'ledger' = 'journal'): unknown {
  if (isResiteError(error)) return error;
  const { errcode, code, syscall, message } = error as NodeJS.ErrnoException & { errcode?: number };
  if (code === 'ERR_OUT_OF_RANGE') return outOfRange(path, what, error); // of Node: an integer that nobody wrote
  if (errcode === undefined && syscall === undefined) return error;
  const kind = code === 'ENOSPC' || code === 'EDQUOT' ? 13 : (errcode ?? 14) & 0xff;
  const [is, advice] = kinds[kind] ?? ['JOURNAL_DAMAGED', adviceOnDamage(what)];
  return new ResiteError(is, `cannot use the ${what} ${path}: ${message}`, { ...advice, cause: error });
}

/** Something is not recorded; whether it was done is another question. */
export const isJournalFailure = (error: unknown): boolean =>
  isResiteError(error, 'JOURNAL_DAMAGED', 'JOURNAL_VERSION') ||
  (isResiteError(error) && error.cause instanceof Error && 'errcode' in error.cause);

const access = ['FILE_ACCESS', { hint: 'Run Resite as the user who owns the file and its folder.' }] as const;
/** What helps when the journal does not know any more what it has stopped. The ledger only counts. */
export const adviceOnDamage = (what: 'journal' | 'ledger'): Advice =>
  what === 'ledger'
    ? {
        hint: 'No service depends on it. Move ledger.db, ledger.db-wal and ledger.db-shm aside: Resite makes it again from the journal.',
      }
    : { remedy: { kind: 'begin-journal' } satisfies ProcedureRemedy };

const outOfRange = (path: string, what: 'journal' | 'ledger', cause: unknown) =>
  new ResiteError('JOURNAL_DAMAGED', `cannot use the ${what} ${path}: it holds a number that is out of range`, {
    ...adviceOnDamage(what),
    cause,
  });

/** SQLITE_PERM 3, BUSY 5, READONLY 8, FULL 13, CANTOPEN 14. */
const kinds: Readonly<Record<number, readonly [ErrorCode, Advice]>> = {
  3: access,
  5: ['PROCEDURE_BUSY', { hint: 'Another program keeps it locked. Find out which one has it open, and try again.' }],
  8: access,
  13: ['DISK_FULL', { remedy: { kind: 'free-journal-disk' } satisfies ProcedureRemedy }],
  14: access,
};

export function busy(run: Run, host = run.hosts[0]): ResiteError {
  if (run.standsStill) {
    return new ResiteError(
      'PROCEDURE_BUSY',
      `run ${run.id} is working on ${host}, but its process ${run.process} hangs`,
      {
        remedy: { kind: 'take-over', run: run.id, process: run.process } satisfies ProcedureRemedy,
      },
    );
  }
  return new ResiteError('PROCEDURE_BUSY', `run ${run.id} is working on ${host}`, {
    remedy: { kind: 'wait-for-process', process: run.process } satisfies ProcedureRemedy,
  });
}

export function cutOff(run: Run, host: string, mayBeDown: boolean): ResiteError {
  const state = run.status === 'unsettled' ? 'left services that are not in their recorded state' : 'was cut off';
  const code = mayBeDown ? 'SERVICES_NOT_RESTORED' : 'PROCEDURE_UNFINISHED';
  const down = mayBeDown ? ': services that it has stopped may be down' : '';
  return new ResiteError(code, `run ${run.id} on ${host} ${state}${down}`, {
    remedy: { kind: 'resume-first', run: run.id } satisfies ProcedureRemedy,
  });
}

/** `owner` is a process identity. */
export function takenOver(run: string, owner: string): ResiteError {
  return new ResiteError(
    'FENCED',
    `run ${run} was taken over by process ${owner.split('@')[0]}; this one may record nothing more`,
    {
      remedy: { kind: 'see-outcome' } satisfies ProcedureRemedy,
    },
  );
}

/** `what` it lacks. */
export function lost(path: string, what: string): ResiteError {
  return new ResiteError(
    'JOURNAL_LOST',
    `the journal ${path} does not know ${what}: it was lost or cut, or is an old copy`,
    {
      remedy: { kind: 'replace-journal' } satisfies ProcedureRemedy,
    },
  );
}

export function superseded(run: Run, later: Run): ResiteError {
  return new ResiteError('PROCEDURE_SUPERSEDED', `run ${run.id} ended early, and run ${later.id} came after it`, {
    hint: 'What it knew is no longer true. Begin a new restore.',
  });
}
