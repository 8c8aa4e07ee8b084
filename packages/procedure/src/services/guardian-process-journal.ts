import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { isResiteError } from '@resite/errors';
import { isJournalFailure } from '../journal/failures.ts';
import { Journal } from '../journal/journal.ts';

/** The thread of the guardian that writes to the journal. */

/** A service that is back, and since when, in milliseconds since 1970. */
export interface Returned {
  readonly host: string;
  readonly service: string;
  readonly time: number;
}

export interface Request {
  /** Identity of the process that it may be taken from although that lives. */
  readonly from?: string;
  readonly changes: readonly Returned[];
  /** How the run ended; left out while it is only taken over. */
  readonly end?: 'interrupted' | 'unsettled';
}

/**
 * - recorded: the run is the guardian's, and what was asked for stands in the journal
 * - elsewhere: somebody else has settled the run or is at it
 * - failed: not now; it may be possible later
 * - missing: there is no such journal any more, or another one in its place: nothing is to be recorded
 */
export type Answer = 'recorded' | 'elsewhere' | 'failed' | 'missing';

const { folder, run } = workerData as { folder: string; run: string };
let journal: Journal | undefined;
let isOurs = false;

parentPort?.on('message', (request: Request) => {
  parentPort?.postMessage(answer(request));
});

function answer({ from, changes, end }: Request): Answer {
  if (!existsSync(join(folder, 'journal.db'))) return 'missing';
  try {
    journal ??= new Journal(folder);
    isOurs ||= journal.takeOver(run, from === undefined ? {} : { from }) !== undefined;
    if (!isOurs) return 'elsewhere';
    for (const { host, service, time } of changes) journal.recordServiceChange(run, host, service, 'returned', time);
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
}
