import type { FileRead, FileToRead } from '../workers/blob-work.ts';
import type { BlobWriter } from './blob-writer.ts';

const mostFiles = 64;
const mostBytes = 1024 * 1024;

interface Waiting {
  file: FileToRead;
  resolve(read: FileRead | undefined): void;
  reject(error: unknown): void;
}

/** Hands small files of this computer to the writer in batches: one message to a thread costs as much as reading a file. */
export class FileBatches {
  readonly #writer: BlobWriter;
  #waiting: Waiting[] = [];
  #bytes = 0;

  constructor(writer: BlobWriter) {
    this.#writer = writer;
  }

  add(file: FileToRead): Promise<FileRead | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ file, resolve, reject });
      this.#bytes += file.size;
      if (this.#waiting.length >= mostFiles || this.#bytes >= mostBytes) this.flush();
    });
  }

  /** Sends what is left. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    if (waiting.length === 0) return;
    this.#writer.addFiles(waiting.map(({ file }) => file)).then(
      read => {
        for (const [position, { resolve }] of waiting.entries()) resolve(read[position]);
      },
      error => {
        for (const { reject } of waiting) reject(error);
      },
    );
  }
}
