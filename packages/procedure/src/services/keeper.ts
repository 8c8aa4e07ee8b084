import { Worker } from 'node:worker_threads';
import { at, port } from '@resite/filesystem/port';

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

/** Writes to the journal for the guardian, and may take as long as a disk that hangs. */
export type Keeper = (request: Request) => Promise<Answer>;

/** Beside this file, as source or as built. */
const program = import.meta.filename.replace(/keeper(\.[jt]s)$/, 'keeper-thread$1');

export const openKeeper = (folder: string, run: string): Keeper => at(keepers)(folder, run);

/** A thread of its own: a disk that hangs holds up that thread, and no service. */
function openThread(folder: string, run: string): Keeper {
  const worker = new Worker(program, { workerData: { folder, run } });
  const waiting: ((answer: Answer) => void)[] = [];
  worker.on('message', (answer: Answer) => waiting.shift()?.(answer));
  worker.on('error', () => {
    for (const done of waiting.splice(0)) done('failed');
  });
  return request =>
    new Promise(done => {
      waiting.push(done);
      worker.postMessage(request);
    });
}

export const keepers = port(openThread);
