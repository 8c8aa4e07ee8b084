import type { TreeNode } from '../contract/node.ts';
import { byPath } from '../text/by-path.ts';
import { SourceFailure } from './source-failure.ts';

/** What of a source cannot be read. A failure of the source costs the entry that it is about, any other the whole archive. */
export class Unreadable {
  readonly #found: { path: string; error: Error }[] = [];
  readonly #signal: AbortSignal | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** In the order of paths. */
  get all(): { path: string; error: Error }[] {
    return this.#found.toSorted(byPath);
  }

  /** Whatever the action throws is a failure of the source. */
  node(path: string, action: () => TreeNode): TreeNode | undefined {
    try {
      return action();
    } catch (error) {
      this.#note(path, new SourceFailure(error));
      return undefined;
    }
  }

  async attempt<T>(path: string, action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      this.#signal?.throwIfAborted();
      this.#note(path, error);
      return undefined;
    }
  }

  #note(path: string, error: unknown): void {
    if (!(error instanceof SourceFailure)) throw error;
    this.#found.push({ path, error: error.reason });
  }
}
