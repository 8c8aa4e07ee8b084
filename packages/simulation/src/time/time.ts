/** Something that will happen. */
interface Event {
  readonly at: number;
  /** Of two at the same time, the one that was planned first comes first. */
  readonly order: number;
  action: (() => void) | undefined;
}

/**
 * The time of a simulated world, in milliseconds since 1970. It stands still while anybody has something to do, and then goes to what
 * happens next.
 */
export class Time {
  #now: number;
  #order = 0;
  /** How much of it is not done. */
  #outside = 0;
  #lastOutside: Promise<unknown> = Promise.resolve();
  /** A heap: the earliest is the first. */
  readonly #events: Event[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  get now(): number {
    return this.#now;
  }

  /** What is done at once takes so long that nobody else has a turn meanwhile. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Returns what calls it off. */
  after(milliseconds: number, action: () => void): () => void {
    const event: Event = { at: this.#now + Math.max(0, milliseconds), order: this.#order++, action };
    this.#push(event);
    return () => {
      event.action = undefined;
    };
  }

  /** What this computer does and not the simulated world: time stands still until it is done. One after the other, in order. */
  outside<T>(work: () => Promise<T>): Promise<T> {
    this.#outside++;
    const done = this.#lastOutside.then(work).finally(() => this.#outside--);
    this.#lastOutside = done.catch(() => {});
    return done;
  }

  /** Lets happen what is to happen until it is over, or nothing is left to happen. */
  run(isOver: () => boolean): Promise<'over' | 'nothing left'> {
    return new Promise((done, fail) => {
      let turns = 0;
      const turn = () => {
        try {
          if (isOver()) return done('over');
          if (this.#outside > 0) return void this.#lastOutside.then(() => process.nextTick(turn));
          const event = this.#pop();
          if (event === undefined) return done('nothing left');
          this.#now = Math.max(this.#now, event.at);
          event.action?.();
        } catch (error) {
          return fail(error);
        }
        turns++;
        if (turns % 2_000 === 0) setImmediate(turn);
        // A tick that a microtask asks for comes when no microtask is left: everybody has done what there was to do.
        else queueMicrotask(() => process.nextTick(turn));
      };
      queueMicrotask(() => process.nextTick(turn));
    });
  }

  #push(event: Event): void {
    const events = this.#events;
    let place = events.length;
    events.push(event);
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!isBefore(event, events[above]!)) break;
      events[place] = events[above]!;
      place = above;
    }
    events[place] = event;
  }

  /** Skips what was called off. */
  #pop(): Event | undefined {
    for (;;) {
      const first = this.#take();
      if (first === undefined || first.action !== undefined) return first;
    }
  }

  #take(): Event | undefined {
    const events = this.#events;
    const first = events[0];
    const last = events.pop();
    if (last === undefined || last === first) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= events.length) break;
      if (below + 1 < events.length && isBefore(events[below + 1]!, events[below]!)) below++;
      if (!isBefore(events[below]!, last)) break;
      events[place] = events[below]!;
      place = below;
    }
    events[place] = last;
    return first;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
