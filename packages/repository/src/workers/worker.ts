/** Program of a worker thread: performs one task after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { Sealer } from '../crypto/seal.ts';
import { sealedBytes } from './sealed-bytes.ts';
import { makeWork } from './work.ts';
import type { Request, Response, WorkerData } from './worker-pool.ts';

const { key, version, ending } = workerData as WorkerData;
const work = makeWork(new Sealer(key), version);

parentPort!.on('message', ({ number, task, parameters }: Request) => {
  if (Atomics.load(ending, 0) !== 0) {
    parentPort!.close();
    return;
  }
  const response: Response = { number };
  try {
    response.result = (work[task] as (...all: unknown[]) => unknown)(...parameters);
  } catch (error) {
    response.error = error;
  }
  letGo(sealedBytes(task, parameters));
  parentPort!.postMessage(response, transferable(response.result));
});

/** Frees what was sent here at once: garbage of this size would pile up. */
function letGo(sent: readonly Uint8Array[]): void {
  for (const { buffer } of sent) if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** Memory that can change hands instead of being copied: that which is wholly the result's. */
function transferable(result: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const look = (value: unknown) => {
    if (value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && value.length === value.buffer.byteLength)
      found.add(value.buffer);
  };
  if (Array.isArray(result)) for (const value of result) look(value);
  else if (typeof result === 'object' && result !== null) for (const value of Object.values(result)) look(value);
  return [...found];
}
