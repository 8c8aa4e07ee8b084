import { parentPort, workerData } from 'node:worker_threads';
import { createKeeper } from './keep.ts';
import type { Request } from './keeper.ts';

/** The thread of the guardian that writes to the journal. */
const { folder, run } = workerData as { folder: string; run: string };
const answer = createKeeper(folder, run);
parentPort?.on('message', (request: Request) => {
  parentPort?.postMessage(answer(request));
});
