import { type ErrorCode, isResiteError, ResiteError } from '@resite/errors';
import type { Run } from './run.ts';

/** What SQLite or the operating system says of the journal, in the words of this project (sqlite.org/rescode.html). */
export function journalFailure(path: string, error: unknown, what: 'journal' | 'ledger' = 'journal'): unknown {
  if (isResiteError(error)) return error;
  const { errcode, code, syscall, message } = error as NodeJS.ErrnoException & { errcode?: number };
  if (code === 'ERR_OUT_OF_RANGE') return outOfRange(path, what, error); // of Node: an integer that nobody wrote
  if (errcode === undefined && syscall === undefined) return error;
  const kind = code === 'ENOSPC' || code === 'EDQUOT' ? 13 : (errcode ?? 14) & 0xff;
  const [is, hint] = kinds[kind] ?? ['JOURNAL_DAMAGED', damageHint(what)];
  return new ResiteError(is, `cannot use the ${what} ${path}: ${message}`, { hint, cause: error });
}

/** Something is not recorded; whether it was done is another question. */
export const isJournalFailure = (error: unknown): boolean =>
  isResiteError(error, 'JOURNAL_DAMAGED', 'JOURNAL_VERSION') ||
  (isResiteError(error) && error.cause instanceof Error && 'errcode' in error.cause);

const access = ['FILE_ACCESS', 'Run Resite as the user who owns the file and its folder.'] as const;
/** What helps when the journal does not know any more what it has stopped. The ledger only counts. */
export const damageHint = (what: 'journal' | 'ledger'): string =>
  what === 'ledger'
    ? 'No service depends on it. Move ledger.db, ledger.db-wal and ledger.db-shm aside: Resite makes it again from the journal.'
    : 'Services may be down. "resite resume --from-hosts" returns them as the servers themselves remember them. Then keep the file ' +
      'for inspection: move journal.db, journal.db-wal and journal.db-shm aside, and Resite begins a new one.';

const outOfRange = (path: string, what: 'journal' | 'ledger', cause: unknown) =>
  new ResiteError('JOURNAL_DAMAGED', `cannot use the ${what} ${path}: it holds a number out of all range`, {
    hint: damageHint(what),
    cause,
  });

/** SQLITE_PERM 3, BUSY 5, READONLY 8, FULL 13, CANTOPEN 14. */
const kinds: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  3: access,
  5: ['PROCEDURE_BUSY', 'Another program keeps it locked. Find out which one has it open, and try again.'],
  8: access,
  13: ['DISK_FULL', 'Free space on its disk, then run "resite status".'],
  14: access,
};

export function busy(run: Run, host = run.hosts[0]): ResiteError {
  if (run.standsStill) {
    return new ResiteError(
      'PROCEDURE_BUSY',
      `run ${run.id} is working on ${host}, but its process ${run.process} hangs`,
      {
        hint: `Wake it with "kill -CONT ${run.process}", or take its place: "resite resume ${run.id} --force" returns the services, and what the process does after that is refused.`,
      },
    );
  }
  return new ResiteError('PROCEDURE_BUSY', `run ${run.id} is working on ${host}`, {
    hint: `Wait for the end of process ${run.process}. "resite status" shows how far the run is. When it was cut off, its guardian is just returning the services.`,
  });
}

export function cutOff(run: Run, host: string, mayBeDown: boolean): ResiteError {
  const state = run.status === 'unsettled' ? 'left services that are not in their recorded state' : 'was cut off';
  const code = mayBeDown ? 'SERVICES_NOT_RESTORED' : 'PROCEDURE_UNFINISHED';
  const down = mayBeDown ? ': services that it has stopped may be down' : '';
  return new ResiteError(code, `run ${run.id} on ${host} ${state}${down}`, {
    hint: `Run "resite resume ${run.id}" first: it returns every service to its recorded state.`,
  });
}

/** `owner` is a process identity. */
export function takenOver(run: string, owner: string): ResiteError {
  return new ResiteError(
    'FENCED',
    `run ${run} was taken over by process ${owner.split('@')[0]}; this one may record nothing more`,
    {
      hint: '"resite status" shows what became of it.',
    },
  );
}

/** `what` it lacks. */
export function lost(path: string, what: string): ResiteError {
  return new ResiteError(
    'JOURNAL_LOST',
    `the journal ${path} does not know ${what}: it was lost or cut, or is an old copy`,
    {
      hint: 'Put the right one back, if you have it. If not: "resite resume --from-hosts" returns what servers remember of a run that was cut off, and after that this journal counts.',
    },
  );
}

export function superseded(run: Run, later: Run): ResiteError {
  return new ResiteError('PROCEDURE_SUPERSEDED', `run ${run.id} ended early, and run ${later.id} came after it`, {
    hint: 'What it knew is no longer true. Begin a new restore.',
  });
}
