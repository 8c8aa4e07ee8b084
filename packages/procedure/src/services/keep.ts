import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defined, isResiteError } from '@resite/errors';
import { isJournalFailure } from '../journal/failures.ts';
import { Journal } from '../journal/journal.ts';
import type { Answer, Request } from './keeper.ts';

/** What the keeper does with each request. `isThere` says whether there is a journal: none is made. */
export function createKeeper(
  folder: string,
  run: string,
  isThere: () => boolean = () => existsSync(join(folder, 'journal.db')),
): (request: Request) => Answer {
  let journal: Journal | undefined;
  let isOurs = false;
  return ({ from, changes, end }) => {
    if (!isThere()) return 'missing';
    try {
      journal ??= new Journal(folder);
      isOurs ||= journal.takeOver(run, defined({ from })) !== undefined;
      if (!isOurs) return 'elsewhere';
      for (const { host, service, time } of changes)
        journal.services.recordChange(run, host, service, 'returned', time);
      if (end === undefined) return 'recorded';
      journal.end(run, end);
      isOurs = false;
      return 'recorded';
    } catch (error) {
      if (isResiteError(error, 'PROCEDURE_BUSY', 'FENCED') && !isJournalFailure(error)) return 'elsewhere';
      journal?.close();
      journal = undefined;
      return isResiteError(error, 'USAGE') ? 'missing' : 'failed'; // it does not know the run
    }
  };
}
