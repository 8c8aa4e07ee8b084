import { isResiteError } from '@resite/errors';
import type { TreeNode } from '../contract/node.ts';
import type { RestoreOptions, RestoreProgress, RestoreResult } from '../contract/restore.ts';
import { Breather } from '../system/breather.ts';
import { nothingRestored } from './nothing-restored.ts';
import type { RestorePlan } from './plan.ts';

/** Counts what a restore has done and what failed, and reports progress. */
export class RestoreTally {
  readonly result: RestoreResult;
  readonly #breather: Breather;
  readonly #options: RestoreOptions;
  readonly #progress: RestoreProgress;

  constructor({ files, bytes, failed }: RestorePlan, options: RestoreOptions) {
    this.#options = options;
    this.#breather = new Breather(options.signal);
    this.#progress = { files: 0, totalFiles: files, bytes: 0, totalBytes: bytes, current: '' };
    this.result = { ...nothingRestored(), failed };
  }

  breathe(): Promise<void> {
    return this.#breather.breathe();
  }

  begin(path: string): void {
    this.#progress.current = path;
  }

  /** Files that are complete now, and bytes that are as they should be. */
  count(files: number, bytes: number): void {
    this.#progress.files = this.result.files += files;
    this.#progress.bytes = this.result.bytes += bytes;
    this.#options.onProgress?.({ ...this.#progress });
  }

  /** A file of which nothing has to be written. */
  keep({ type, size = 0n }: TreeNode): void {
    if (type !== 'file') return;
    this.result.filesUnchanged += 1;
    this.result.bytesUnchanged += Number(size);
    this.count(1, Number(size));
  }

  skip({ type, size = 0n }: TreeNode): void {
    this.result.skipped += 1;
    if (type !== 'file') return;
    this.#progress.totalFiles -= 1;
    this.#progress.totalBytes -= Number(size);
  }

  fail(path: string, error: unknown): void {
    this.result.failed.push({ path, error: error instanceof Error ? error : new Error(String(error)) });
  }

  /** Notes a failure, which costs only the entry that it is about; an interruption or a full disk ends the restore. */
  async attempt(path: string, action: () => Promise<void>): Promise<void> {
    await this.breathe();
    try {
      await action();
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (!(error instanceof Error) || isResiteError(error, 'DISK_FULL', 'FENCED')) throw error;
      this.fail(path, error);
    }
  }
}
