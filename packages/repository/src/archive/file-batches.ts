import type { SourceEntry } from '../contract/source.ts';
import type { FilesToRead, Outcome } from '../workers/blob-work.ts';
import type { BlobWriter } from './blob-writer.ts';
import { stateOf } from './change.ts';

const mostFiles = 64;
const mostBytes = 1024 * 1024;

interface FileBatchesParts<File> {
  writer: BlobWriter;
  /** The ID is that of its content, undefined when that is empty or not read. */
  onRead(file: File, outcome: Outcome, id: string | undefined): void;
  onFailure(file: File, error: unknown): void;
}

/** Hands small files of this computer to the writer in batches: one message to a thread costs as much as reading a file. */
export class FileBatches<File extends { readonly entry: SourceEntry }> {
  readonly #parts: FileBatchesParts<File>;
  #waiting: File[] = [];
  #paths: FilesToRead['paths'] = [];
  #bytes = 0;

  constructor(parts: FileBatchesParts<File>) {
    this.#parts = parts;
  }

  add(file: File, path: string | Uint8Array): void {
    this.#waiting.push(file);
    this.#paths.push(path);
    this.#bytes += Number(file.entry.size ?? 0n);
    if (this.#waiting.length >= mostFiles || this.#bytes >= mostBytes) this.flush();
  }

  /** Sends what is left. */
  flush(): void {
    const waiting = this.#waiting;
    const paths = this.#paths;
    if (waiting.length === 0) return;
    this.#waiting = [];
    this.#paths = [];
    this.#bytes = 0;
    const { writer, onRead, onFailure } = this.#parts;
    const states = BigInt64Array.from(waiting.flatMap(({ entry }) => stateOf(entry)));
    writer
      .addFiles({ paths, states })
      .then(({ ids, outcomes }) => {
        for (const [position, file] of waiting.entries()) onRead(file, outcomes[position]!, ids[position]);
      })
      .catch(error => {
        for (const file of waiting) onFailure(file, error);
      });
  }
}
