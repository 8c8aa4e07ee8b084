import { type ErrorCode, isResiteError, ResiteError } from '@resite/errors';
import type { Run } from './run.ts';

/** What SQLite or the operating system says of the journal, in the words of this project (sqlite.org/rescode.html). */
export function journalFailure(path: string, error: unknown, what: 'journal' | 'ledger' = 'journal'): unknown {
  const { errcode, code, syscall, message } = error as NodeJS.ErrnoException & { errcode?: number };
  if (errcode === undefined && syscall === undefined) return error;
  const kind = code === 'ENOSPC' || code === 'EDQUOT' ? 13 : (errcode ?? 14) & 0xff;
  const [is, hint] = kinds[kind] ?? damaged;
  return new ResiteError(is, `cannot use the ${what} ${path}: ${message}`, { hint, cause: error });
}

/** Something is not recorded; whether it was done is another question. */
export const isJournalFailure = (error: unknown): boolean =>
  isResiteError(error) && error.cause instanceof Error && 'errcode' in error.cause;

const access = ['FILE_ACCESS', 'Run Resite as the user who owns the file and its folder.'] as const;
const damaged = [
  'JOURNAL_DAMAGED',
  'Keep the file for inspection. If no run is unfinished, move it aside and start again.',
] as const;

/** SQLITE_PERM 3, BUSY 5, READONLY 8, FULL 13, CANTOPEN 14. */
const kinds: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  3: access,
  5: ['PROCEDURE_BUSY', 'Another program keeps it locked. Find out which one has it open, and try again.'],
  8: access,
  13: ['DISK_FULL', 'Free space on its disk, then run "resite status".'],
  14: access,
};

export function busy(run: Run, host = Object.keys(run.procedure.hosts)[0]): ResiteError {
  if (run.standsStill) {
    return new ResiteError(
      'PROCEDURE_BUSY',
      `run ${run.id} is working on ${host}, but its process ${run.process} stands still`,
      {
        hint: `Wake it with "kill -CONT ${run.process}", or take its place: "resite resume ${run.id} --force" returns the services, and what the process does after that is refused.`,
      },
    );
  }
  return new ResiteError('PROCEDURE_BUSY', `run ${run.id} is working on ${host}`, {
    hint: `Wait for the end of process ${run.process}. "resite status" shows how far the run is. When it was cut off, its guardian is just returning the services.`,
  });
}

export function cutOff(run: Run, host: string): ResiteError {
  const state = run.status === 'unsettled' ? 'left services that are not in their recorded state' : 'was cut off';
  return new ResiteError('PROCEDURE_UNFINISHED', `run ${run.id} on ${host} ${state}`, {
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

export function superseded(run: Run, later: Run): ResiteError {
  return new ResiteError('PROCEDURE_SUPERSEDED', `run ${run.id} ended early, and run ${later.id} came after it`, {
    hint: 'What it knew is not true any more. Begin a new restore.',
  });
}
