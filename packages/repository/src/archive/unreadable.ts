import type { TreeNode } from '../contract/node.ts';
import type { Source, SourceEntry } from '../contract/source.ts';
import { byPath } from '../text/by-path.ts';
import { SourceFailure } from './source-failure.ts';

/** What of a source cannot be read. A failure of the source costs the entry that it is about, any other the whole archive. */
export class Unreadable<E extends SourceEntry> {
  readonly #found: { path: string; error: Error }[] = [];
  readonly #vanished: string[] = [];
  readonly #source: Source<E>;
  readonly #signal: AbortSignal | undefined;

  constructor(source: Source<E>, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#signal = signal;
  }

  /** In the order of paths, without what has vanished. */
  get all(): { path: string; error: Error }[] {
    return this.#found.toSorted(byPath);
  }

  get vanished(): string[] {
    return this.#vanished.toSorted();
  }

  /** Whatever the action throws is a failure of the source. */
  node(path: string, entry: E, action: () => TreeNode): TreeNode | undefined {
    try {
      return action();
    } catch (error) {
      this.#note(path, entry, new SourceFailure(error));
      return undefined;
    }
  }

  async attempt<T>(path: string, entry: E, action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      this.#signal?.throwIfAborted();
      this.#note(path, entry, error);
      return undefined;
    }
  }

  #note(path: string, entry: E, error: unknown): void {
    if (!(error instanceof SourceFailure)) throw error;
    if (this.#source.vanished?.(entry, error.reason)) this.#vanished.push(path);
    else this.#found.push({ path, error: error.reason });
  }
}
