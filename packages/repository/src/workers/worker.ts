/** Program of a worker thread: performs one task after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { isResiteError, type ResiteError } from '@resite/errors';
import { Sealer } from '../crypto/seal.ts';
import { sealedBytes } from './sealed-bytes.ts';
import { makeWork } from './work.ts';
import type { Request, Response, WorkerData } from './worker-pool.ts';

const { key, ending, ...parts } = workerData as WorkerData;
const work = makeWork({ sealer: new Sealer(key), ...parts });

parentPort!.on('message', ({ number, task, parameters }: Request) => {
  if (Atomics.load(ending, 0) !== 0) {
    work.dropPacks();
    parentPort!.close();
    return;
  }
  const response: Response = { number };
  try {
    response.result = (work[task] as (...all: unknown[]) => unknown)(...parameters);
  } catch (error) {
    response.error = isResiteError(error) ? partsOf(error) : error;
  }
  letGo(sealedBytes(task, parameters));
  parentPort!.postMessage(response, transferable(response.result));
});

/** Frees what was sent here at once: garbage of this size would pile up. */
function letGo(sent: readonly Uint8Array[]): void {
  for (const { buffer } of sent) if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** Memory to hand over instead of copying it: nothing here uses the content of a result. */
function transferable(result: unknown): ArrayBuffer[] {
  if (typeof result !== 'object' || result === null) return [];
  const parts = 'finished' in result ? [result, result.finished] : [result];
  return parts.flatMap(part =>
    typeof part === 'object' &&
    part !== null &&
    'bytes' in part &&
    part.bytes instanceof Uint8Array &&
    part.bytes.buffer instanceof ArrayBuffer
      ? [part.bytes.buffer]
      : [],
  );
}

function partsOf({ code, message, hint, remedy }: ResiteError) {
  return { code, message, hint, remedy };
}
