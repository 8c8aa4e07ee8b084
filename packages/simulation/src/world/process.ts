import { AsyncLocalStorage } from 'node:async_hooks';
import { type Surroundings, useSurroundings } from '@resite/filesystem/port';
import type { Time } from '../time/time.ts';

/** Thrown by what a process does at once after it has died: it goes nowhere, as nobody is there who could act on it. */
export class ProcessDied extends Error {}

/** A program that runs in the simulated world. Whatever it does outside of its own memory goes through here. */
export class SimulatedProcess {
  readonly number: number;
  readonly what: string;
  /** Set once, when its world is put around it. */
  surroundings: Surroundings = new Map();
  state: 'alive' | 'frozen' | 'dead' = 'alive';
  readonly #time: Time;
  /** What it could go on with, was it not frozen. */
  #held: (() => void)[] = [];
  readonly #atDeath: ((how: string) => void)[] = [];

  constructor(number: number, what: string, time: Time) {
    this.number = number;
    this.what = what;
    this.#time = time;
  }

  /** Lets the program begin. Undefined when it never came to an end. */
  run<T>(program: () => T): T {
    return running.run(this, program);
  }

  /** Told how it ended, also when that was long ago. */
  atDeath(listener: (how: string) => void): void {
    this.#atDeath.push(listener);
  }

  die(how: string): void {
    if (this.state === 'dead') return;
    this.state = 'dead';
    this.#held = [];
    for (const listener of this.#atDeath) listener(how);
  }

  freeze(): void {
    if (this.state === 'alive') this.state = 'frozen';
  }

  thaw(): void {
    if (this.state !== 'frozen') return;
    this.state = 'alive';
    const held = this.#held;
    this.#held = [];
    for (const each of held) each();
  }

  /** Goes on with something, now or when it is thawed; never once it is dead. */
  goOn(action: () => void): void {
    if (this.state === 'alive') this.run(action);
    else if (this.state === 'frozen') this.#held.push(action);
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise(done => {
      this.#time.after(milliseconds, () => this.goOn(done));
    });
  }

  /** Where it does something at once. */
  refuseDead(): void {
    if (this.state === 'dead') throw new ProcessDied(`${this.what} is dead`);
  }

  /** Where it waits for something outside of it: undefined when it may go on at once. */
  gate(): Promise<void> | undefined {
    if (this.state === 'alive') return undefined;
    return new Promise(done => this.goOn(done));
  }
}

const running = new AsyncLocalStorage<SimulatedProcess>();

/** The process that is at work. */
export const atWork = (): SimulatedProcess | undefined => running.getStore();

useSurroundings(() => running.getStore()?.surroundings);
