import { chunkContent } from '../chunker/chunk-file.ts';
import type { Rabin } from '../chunker/rabin.ts';
import type { ChangeSign } from '../contract/archive.ts';
import type { TreeNode } from '../contract/node.ts';
import type { Source, SourceEntry } from '../contract/source.ts';
import type { Breather } from '../system/breather.ts';
import type { BlobWriter } from './blob-writer.ts';
import { sameState } from './change.ts';
import { nodeOf } from './node-of.ts';
import { fromSource, piecesFromSource } from './source-failure.ts';

export interface FileInWork {
  node: TreeNode;
  ids: Promise<string>[];
  /** Whether it was still as the scan had found it after it was read. */
  isSettled: boolean;
}

export interface FileReaderParts {
  writer: BlobWriter;
  rabin: Rabin;
  breather: Breather;
  ignore: readonly ChangeSign[];
  onBytes(count: number): void;
  /** Takes note of failures before anybody waits for the promise. */
  watch<T>(promise: Promise<T>): Promise<T>;
}

/** Reads files of a source, cuts them into chunks and hands these to the writer: one file at a time. */
export class FileReader<E extends SourceEntry> {
  /** Files that were read twice and changed each time. */
  readonly changedWhileRead: string[] = [];
  readonly #source: Source<E>;
  readonly #parts: FileReaderParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: Source<E>, parts: FileReaderParts) {
    this.#source = source;
    this.#parts = parts;
  }

  /** Resolves when the file is read; its IDs may follow. Reads a file that changed meanwhile once more, and notes one that changed again. */
  read(path: string, entry: E): Promise<FileInWork> {
    const result = this.#last.then(() => this.#readSettled(path, entry));
    this.#last = result.catch(() => {});
    return result;
  }

  async #readSettled(path: string, entry: E): Promise<FileInWork> {
    const { ignore } = this.#parts;
    const file = await this.#readOnce(entry);
    const after = await fromSource(() => this.#source.refresh?.(entry));
    if (after === undefined || sameState(entry, after, ignore)) return { ...file, isSettled: true };
    const again = await this.#readOnce(after);
    const last = await fromSource(() => this.#source.refresh?.(after));
    if (last !== undefined && !sameState(after, last, ignore)) this.changedWhileRead.push(path);
    return again;
  }

  async #readOnce(entry: E): Promise<FileInWork> {
    const { writer, rabin, breather, onBytes, watch } = this.#parts;
    const node = await fromSource(() => nodeOf(entry));
    const ids: Promise<string>[] = [];
    let size = 0;
    const pieces = (memory: () => Uint8Array) => piecesFromSource(this.#source.read(entry, memory));
    for await (const { data, release } of chunkContent(pieces, rabin)) {
      size += data.length;
      onBytes(data.length);
      ids.push(watch(writer.addContents([data], release).then(([id]) => id!)));
      await writer.ready();
      await breather.breathe();
    }
    return { node: { ...node, size: BigInt(size) }, ids, isSettled: false };
  }
}
