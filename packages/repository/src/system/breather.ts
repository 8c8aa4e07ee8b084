import { setImmediate as nextTurn } from 'node:timers/promises';

const longestRun = 20;

/** Lets timers, signals and other work have their turn in a loop that would otherwise keep the thread to itself. */
export class Breather {
  readonly #signal: AbortSignal | undefined;
  #last = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** True when the others have waited long enough; for loops that cannot afford to await each time. */
  get isDue(): boolean {
    return performance.now() - this.#last > longestRun;
  }

  /** Call it often. It rejects with the signal's reason once that is aborted. */
  async breathe(): Promise<void> {
    if (this.isDue) {
      await nextTurn();
      this.#last = performance.now();
    }
    this.#signal?.throwIfAborted();
  }
}
