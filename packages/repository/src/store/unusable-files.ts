import { isResiteError, type ResiteError } from '@resite/errors';
import type { OnUnusable, UnusableFile } from '../contract/unusable-file.ts';

/** What was left out of a repository, each file told once. */
export class UnusableFiles {
  readonly #told = new Set<string>();
  readonly #onUnusable: OnUnusable;

  constructor(onUnusable: OnUnusable = () => {}) {
    this.#onUnusable = onUnusable;
  }

  tell(file: UnusableFile): void {
    const key = `${file.type}/${file.id}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#onUnusable(file);
  }
}

/** Whether an error is about the one file that was read, and says nothing of the others. */
export function isOfOneFile(error: unknown): error is ResiteError {
  return isResiteError(error, 'REPOSITORY_DAMAGED', 'FILE_ACCESS', 'REPOSITORY_FORBIDDEN');
}
