import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ResiteError } from '@resite/errors';
import type { Remedy } from '../contract/remedy.ts';
import type { SharedKey } from '../crypto/seal.ts';
import type { IndexedPack } from '../format/index-file.ts';
import type { FilesRead, FilesToRead, OpenedBlobs, SealedRange } from './blob-work.ts';
import type { FinishedPack, Packed, PackingParts, PackTarget } from './pack-filler.ts';
import type { PackSource } from './pack-window.ts';
import type { FileToWrite, PieceToWrite } from './restore-work.ts';
import { sealedBytes } from './sealed-bytes.ts';
import { makeWork, type Task, type Work } from './work.ts';

const mostWorkers = 8;
/** Threads are started once this much has been done without them: their start takes as long as this, half a second. */
const worthThreads = 64 * 1024 * 1024;
/** What a blob costs beside its bytes, in bytes that take as long. */
const costOfBlob = 16 * 1024;

type Parameters<T extends Task> = globalThis.Parameters<Work[T]>;
type Result<T extends Task> = ReturnType<Work[T]>;

export interface Request {
  number: number;
  task: Task;
  parameters: unknown[];
}

export interface WorkerData extends Omit<PackingParts, 'sealer'> {
  key: SharedKey;
  /** Not zero: the thread does no more work and ends. */
  ending: Int32Array;
}

export interface Response {
  number: number;
  result?: unknown;
  /** What was thrown; of a `ResiteError` its parts. */
  error?: unknown;
}

/** Blobs that have been read and hashed and wait where that was done until it is known which of them are new. */
export interface Batch<Read> {
  read: Read;
  /** Adds the blobs at these positions to a pack; undefined for none. To be called once, for none as well. */
  pack(fresh: number[], target: PackTarget): Promise<Packed | undefined>;
}

/**
 * Threads for hashing, compression and encryption. They start when the work is worth it and keep the process alive
 * only while there is some. After `close`, every request is rejected.
 */
export class WorkerPool {
  readonly size = Math.min(availableParallelism(), mostWorkers);
  readonly #parts: PackingParts;
  /** Does the work as long as there is little of it. */
  readonly #own: Work;
  #members: Member[] = [];
  #done = 0;
  #batches = 0;
  #closed = false;

  constructor(parts: PackingParts) {
    this.#parts = parts;
    this.#own = makeWork(parts);
  }

  /** `bytes` is how much there is to read. */
  async readFiles(files: FilesToRead, bytes: number): Promise<Batch<FilesRead>> {
    return this.#begin(files.paths.length, bytes, (member, batch) => this.#run(member, 'readFiles', [batch, files]));
  }

  async hash(contents: Uint8Array[]): Promise<Batch<string[]>> {
    const bytes = contents.reduce((sum, content) => sum + content.length, 0);
    return this.#begin(contents.length, bytes, (member, batch) => this.#run(member, 'hash', [batch, contents]));
  }

  /** The verified content of blobs that lie in the same bytes, which are not to be used any more: they go to the thread. */
  async open(sealed: Uint8Array, blobs: SealedRange[]): Promise<OpenedBlobs> {
    return this.#run(this.#choose(sealed.length, blobs.length), 'open', [sealed, blobs]);
  }

  /** What is wrong with a pack of so many bytes; undefined when it cannot be read. The caller gives the bytes away. */
  async checkPack(pack: IndexedPack, source: PackSource, size: number): Promise<string[] | undefined> {
    return this.#run(this.#choose(size, pack.blobs.length), 'checkPack', [pack, source]);
  }

  /** Writes files to the disk; see `RestoreWork`. The caller gives the bytes away. */
  async writeFiles(source: PackSource | undefined, files: FileToWrite[]): Promise<boolean[]> {
    const bytes = files.reduce((sum, { blob }) => sum + (blob?.length ?? 0), 0);
    return this.#run(this.#choose(bytes, files.length), 'writeFiles', [source, files]);
  }

  /** Writes pieces of files that are open; see `RestoreWork`. The caller gives the bytes away. */
  async writePieces(source: PackSource, pieces: PieceToWrite[]): Promise<boolean[]> {
    const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
    return this.#run(this.#choose(bytes, pieces.length), 'writePieces', [source, pieces]);
  }

  /** Finishes the packs that are filled for a writer. */
  async finishPacks(writer: number): Promise<FinishedPack[]> {
    const finished = await this.#everywhere('finishPack', [writer]);
    return finished.filter(pack => pack !== undefined);
  }

  /** Drops the packs that are filled for a writer. */
  async dropPacks(writer: number): Promise<void> {
    if (!this.#closed) await this.#everywhere('dropPacks', [writer]);
  }

  /** Starts the threads at once if there is going to be enough work for them. */
  expect(bytes: number, blobs: number): void {
    this.#choose(bytes, blobs);
  }

  /** Ends the threads; each finishes its current task, and no other. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#own.dropPacks();
    await Promise.all(this.#members.map(member => member.end()));
  }

  async #begin<Read>(
    blobs: number,
    bytes: number,
    read: (member: Member | undefined, batch: number) => Promise<Read>,
  ): Promise<Batch<Read>> {
    const member = this.#choose(bytes, blobs);
    const batch = this.#batches++;
    return {
      read: await read(member, batch),
      pack: (fresh, target) => this.#run(member, 'pack', [batch, fresh, target]),
    };
  }

  #everywhere<T extends Task>(task: T, parameters: Parameters<T>): Promise<Result<T>[]> {
    return Promise.all([undefined, ...this.#members].map(member => this.#run(member, task, parameters)));
  }

  /** The thread with the least to do; undefined for this one. */
  #choose(bytes: number, blobs: number): Member | undefined {
    this.#done += bytes + blobs * costOfBlob;
    if (this.#done < worthThreads || this.#closed) return undefined;
    if (this.#members.length === 0) {
      const { sealer, version, compression, packSize } = this.#parts;
      const data = { key: sealer.share(), version, compression, packSize };
      this.#members = Array.from({ length: this.size }, () => new Member(data));
    }
    return this.#members.reduce((least, member) => (member.waiting < least.waiting ? member : least));
  }

  async #run<T extends Task>(member: Member | undefined, task: T, parameters: Parameters<T>): Promise<Result<T>> {
    if (member !== undefined) return member.ask(task, parameters, handedOver(task, parameters)) as Promise<Result<T>>;
    return (this.#own[task] as (...all: Parameters<T>) => Result<T>)(...parameters);
  }
}

/** Memory that holds nothing but bytes of packs. */
function handedOver(task: Task, parameters: readonly unknown[]): ArrayBuffer[] {
  return sealedBytes(task, parameters).flatMap(({ buffer, length }) =>
    buffer instanceof ArrayBuffer && length === buffer.byteLength ? [buffer] : [],
  );
}

/** One thread and its open requests. */
class Member {
  readonly #worker: Worker;
  readonly #asked = new Map<number, { resolve(result: unknown): void; reject(error: unknown): void }>();
  readonly #ending = new Int32Array(new SharedArrayBuffer(4));
  readonly #exited: Promise<unknown>;
  #next = 0;
  #end: { reason: unknown } | undefined;

  constructor(data: Omit<WorkerData, 'ending'>) {
    // Beside this file, as source or compiled.
    const program = new URL(`./worker${extname(import.meta.filename)}`, import.meta.url);
    const workerData: WorkerData = { ...data, ending: this.#ending };
    this.#worker = new Worker(program, { workerData, resourceLimits: { maxYoungGenerationSizeMb: 4 } });
    this.#exited = new Promise(resolve => this.#worker.once('exit', resolve));
    this.#worker.on('message', (response: Response) => this.#receive(response));
    this.#worker.on('error', error => this.#fail(error));
    this.#worker.on('online', () => this.#keepAlive());
    this.#worker.on('exit', () => this.#fail(new Error('a worker thread of the repository ended')));
    this.#keepAlive();
  }

  get waiting(): number {
    return this.#asked.size;
  }

  ask(task: Task, parameters: unknown[], transfer: ArrayBuffer[]): Promise<unknown> {
    if (this.#end !== undefined) return Promise.reject(this.#end.reason);
    const number = this.#next++;
    return new Promise((resolve, reject) => {
      this.#asked.set(number, { resolve, reject });
      this.#keepAlive();
      this.#worker.postMessage({ number, task, parameters } satisfies Request, transfer);
    });
  }

  /** Not by `terminate`: it kills the whole process when it hits native code that is just being loaded or called. */
  async end(): Promise<void> {
    Atomics.store(this.#ending, 0, 1);
    this.#keepAlive();
    this.#worker.postMessage({});
    await this.#exited;
  }

  /** Lets the process end while no request is open and the thread is not just ending. */
  #keepAlive(): void {
    if (this.#asked.size > 0 || this.#ending[0] !== 0) this.#worker.ref();
    else this.#worker.unref();
  }

  #receive({ number, result, error }: Response): void {
    const asked = this.#asked.get(number)!;
    this.#asked.delete(number);
    this.#keepAlive();
    if (error === undefined) asked.resolve(result);
    else asked.reject(isPartsOfError(error) ? new ResiteError(error.code, error.message, error) : error);
  }

  #fail(reason: unknown): void {
    this.#end ??= { reason };
    for (const { reject } of this.#asked.values()) reject(reason);
    this.#asked.clear();
  }
}

type PartsOfError = Pick<ResiteError, 'code' | 'message'> & { hint?: string; remedy?: Remedy };

function isPartsOfError(error: unknown): error is PartsOfError {
  return typeof error === 'object' && error !== null && 'code' in error && !(error instanceof Error);
}
