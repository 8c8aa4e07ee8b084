import { monotonic, turn } from '@resite/filesystem/clock';

const longestRun = 20;

/** Lets timers, signals and other work have their turn in a loop that would otherwise keep the thread to itself. */
export class Breather {
  readonly #signal: AbortSignal | undefined;
  #last = monotonic();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** True when the others have waited long enough; for loops that cannot afford to await each time. */
  get isDue(): boolean {
    return monotonic() - this.#last > longestRun;
  }

  /** Call it often. It rejects with the signal's reason once that is aborted. */
  async breathe(): Promise<void> {
    if (this.isDue) {
      await turn();
      this.#last = monotonic();
    }
    this.#signal?.throwIfAborted();
  }
}
