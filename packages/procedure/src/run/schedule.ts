import type { Step } from '../plan/procedure.ts';

/** What is to be done now, and reported with {@link Schedule.ended} once it has come to its end. */
export interface Task {
  readonly kind: 'execute' | 'compensate';
  readonly step: Step;
}

export interface Ending {
  /** Why it ended early; the first one is the cause. */
  readonly failures: readonly unknown[];
  /** Lanes that were given up, and why, when the others came to their end. */
  readonly lost: ReadonlyMap<string, unknown>;
  /** What went wrong in compensations. */
  readonly unreturned: readonly unknown[];
}

/**
 * The order of steps as a machine that knows no promise, no clock and no signal: which tasks begin follows from the steps and
 * from the ends that it is given, in their order. Given the same once more, it takes the same way.
 *
 * Steps begin in their order, and side by side where `lane` and `after` say so; at most `parallel` lanes are at work at once.
 * When a step without a lane fails, or {@link abort} is called, nothing more begins, and once all that is under way has ended, the steps
 * that were begun are compensated, last one first. A lane that fails is settled in this way by itself; when none is left,
 * everything ends.
 */
export class Schedule {
  readonly #waiting: Set<Step>;
  readonly #before: ReadonlyMap<string, readonly string[]>;
  readonly #turns: Turns;
  readonly #laneCount: number;
  /** In the order in which they began. */
  readonly #begun: Step[] = [];
  readonly #ended = new Set<string>();
  readonly #failures: unknown[] = [];
  readonly #lost = new Map<string, unknown>();
  readonly #unreturned: unknown[] = [];
  /** What is left to compensate, by lane; the first one of a lane that is `#busy` is under way. */
  readonly #compensations = new Map<string | undefined, Step[]>();
  readonly #busy = new Set<string | undefined>();
  #stopped: { readonly reason: unknown } | undefined;

  constructor(steps: readonly Step[], parallel: number) {
    this.#waiting = new Set(steps);
    this.#before = new Map(steps.map((step, place) => [step.id, predecessors(step, steps.slice(0, place))]));
    this.#turns = createTurns(steps, parallel);
    this.#laneCount = new Set(steps.flatMap(({ lane }) => lane ?? [])).size;
  }

  /** Why nothing more begins, once that is so. */
  get stopped(): { readonly reason: unknown } | undefined {
    return this.#stopped;
  }

  /** Undefined until everything has come to its end. */
  get ending(): Ending | undefined {
    if (this.#waiting.size > 0 || this.#isUnderWay() || this.#compensations.size > 0) return undefined;
    return { failures: this.#failures, lost: this.#lost, unreturned: this.#unreturned };
  }

  /** What begins now, and counts as begun from here on. */
  next(): Task[] {
    const steps = this.#beginSteps();
    if (this.#failures.length > 0 && this.#waiting.size === 0 && !this.#isUnderWay()) {
      this.#compensate(({ lane }) => lane === undefined || !this.#lost.has(lane));
    }
    const idle = [...this.#compensations].filter(([lane]) => !this.#busy.has(lane));
    for (const [lane] of idle) this.#busy.add(lane);
    return [
      ...steps.map(step => ({ kind: 'execute', step }) as const),
      ...idle.map(([, [step]]) => ({ kind: 'compensate', step: step! }) as const),
    ];
  }

  ended({ kind, step }: Task, failure?: { readonly error: unknown }): void {
    if (kind === 'compensate') this.#endedCompensation(step, failure);
    else this.#endedStep(step, failure);
  }

  /** Of what is under way, nobody asks: it may still come to a good end. When nothing was left to begin, it was too late. */
  abort(reason: unknown): void {
    this.#stopped ??= { reason };
  }

  /** Those that are passed over count as ended, which may make others ready. */
  #beginSteps(): Step[] {
    const begun: Step[] = [];
    for (let isSettled = false; !isSettled; ) {
      isSettled = true;
      for (const step of this.#waiting) {
        if (!this.#isReady(step)) continue;
        this.#waiting.delete(step);
        const isLost = step.lane !== undefined && this.#lost.has(step.lane);
        if (!isLost && this.#stopped === undefined) {
          begun.push(step);
          this.#begun.push(step);
          continue;
        }
        if (!isLost) this.#fail(this.#stopped?.reason);
        this.#ended.add(step.id);
        isSettled = false;
      }
    }
    return begun;
  }

  #isReady(step: Step): boolean {
    const hasEnded = (id: string) => this.#ended.has(id);
    return this.#before.get(step.id)!.every(hasEnded) && this.#turns.has(step, hasEnded);
  }

  #isUnderWay(): boolean {
    return this.#begun.some(({ id }) => !this.#ended.has(id));
  }

  #fail(error: unknown): void {
    if (!this.#failures.includes(error)) this.#failures.push(error);
    this.#stopped ??= { reason: error };
  }

  #endedStep({ id, lane }: Step, failure?: { readonly error: unknown }): void {
    this.#ended.add(id);
    if (failure === undefined) return;
    if (this.#stopped !== undefined || lane === undefined) this.#fail(failure.error);
    else this.#giveUp(lane, failure.error);
  }

  #giveUp(lane: string, error: unknown): void {
    this.#lost.set(lane, error);
    this.#compensate(step => step.lane === lane);
    if (this.#lost.size === this.#laneCount) for (const reason of this.#lost.values()) this.#fail(reason);
  }

  /** Lanes side by side, each last one first. What is left to compensate is no step that was begun any more. */
  #compensate(isMeant: (step: Step) => boolean): void {
    for (const step of this.#begun.filter(isMeant).reverse()) {
      this.#begun.splice(this.#begun.indexOf(step), 1);
      if (step.compensation === undefined) continue;
      const others = this.#compensations.get(step.lane) ?? [];
      this.#compensations.set(step.lane, [...others, step]);
    }
  }

  /** One failure does not stop the next. */
  #endedCompensation({ lane }: Step, failure?: { readonly error: unknown }): void {
    if (failure !== undefined) this.#unreturned.push(failure.error);
    this.#busy.delete(lane);
    const [, ...rest] = this.#compensations.get(lane) ?? [];
    if (rest.length === 0) this.#compensations.delete(lane);
    else this.#compensations.set(lane, rest);
  }
}

/** The IDs of the steps that must have ended before this one begins: all of them stand before it. */
function predecessors({ lane, after }: Step, earlier: readonly Step[]): string[] {
  const ownLane = lane === undefined ? [] : earlier.filter(step => step.lane === lane);
  const others = after ?? earlier.filter(step => lane === undefined || step.lane === undefined).map(({ id }) => id);
  return [...ownLane.map(({ id }) => id), ...others];
}

interface Turns {
  has(step: Step, hasEnded: (id: string) => boolean): boolean;
}

/**
 * Neighbours of one lane take one turn together: a lane that has begun to stop a site is not kept waiting. Turns are given out in
 * the order of the steps, so who holds one never waits for somebody who gets one later.
 */
function createTurns(steps: readonly Step[], parallel: number): Turns {
  const ofLanes = stretches(steps).filter(([first]) => first?.lane !== undefined);
  const places = new Map(ofLanes.flatMap((stretch, place) => stretch.map(({ id }) => [id, place] as const)));
  const lasts = ofLanes.map(stretch => stretch.at(-1)!.id);
  return {
    has({ id }, hasEnded) {
      const open = lasts.slice(0, places.get(id) ?? 0).filter(last => !hasEnded(last));
      return open.length < parallel;
    },
  };
}

/** Neighbours of one lane. */
function stretches(steps: readonly Step[]): Step[][] {
  const found: Step[][] = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (last?.[0]?.lane === step.lane && last !== undefined) last.push(step);
    else found.push([step]);
  }
  return found;
}
