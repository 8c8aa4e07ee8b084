import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders } from '@resite/filesystem/make-folders';
import { filePath, type Spool } from '../backend/backend.ts';
import { fileError } from '../backend/file-error.ts';
import { unfinishedPath } from '../backend/unfinished.ts';
import type { PackContent } from './open-pack.ts';

/** The content of a pack, in a file of the repository. It gets its name, the hash of the whole, when it is complete. */
export class PackFile implements PackContent {
  readonly path: string;
  #file: number | undefined;

  /** `DISK_FULL` or `FILE_ACCESS` when it cannot be made; the same from `append`. */
  constructor({ root, modes }: Spool) {
    this.path = unfinishedPath(join(root, filePath('data', randomBytes(32).toString('hex'))));
    this.#file = this.#attempt(() => {
      makeFolders(dirname(this.path), modes.folder);
      return openSync(this.path, 'wx', modes.file);
    });
  }

  append(part: Uint8Array): void {
    this.#attempt(() => {
      for (let written = 0; written < part.length; ) written += writeSync(this.#file!, part, written);
    });
  }

  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
  }

  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw fileError('write', this.path, error);
    }
  }
}
