import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { defined } from '@resite/errors';
import { at, port } from './port.ts';

/** Clock and timers of the computer that this program runs on. All durations are milliseconds. */
export interface Clock {
  /** Milliseconds since 1970; somebody may set it. */
  now(): number;
  /** Only goes forward, and may stand still while the computer sleeps. */
  monotonic(): number;
  /** An `AbortError` when `signal` aborts. With `ref: false` the program may end meanwhile. */
  sleep(milliseconds: number, options?: { signal?: AbortSignal | undefined; ref?: boolean }): Promise<void>;
  /** Everybody else has a turn first. */
  turn(signal?: AbortSignal): Promise<void>;
  /** Calls back once. Returns what calls it off. */
  after(milliseconds: number, callback: () => void): () => void;
  /** Calls back again and again, and keeps no program from its end. Returns what calls it off. */
  every(milliseconds: number, callback: () => void): () => void;
}

const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds, { signal, ref = true } = {}) => wait(milliseconds, undefined, defined({ ref, signal })),
  turn: signal => setImmediate(undefined, signal && { signal }),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  every(milliseconds, callback) {
    const timer = setInterval(callback, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

export const clock = port<Clock>(realClock);

export const now = (): number => at(clock).now();
export const monotonic = (): number => at(clock).monotonic();
export const sleep: Clock['sleep'] = (milliseconds, options) => at(clock).sleep(milliseconds, options);
export const turn: Clock['turn'] = signal => at(clock).turn(signal);
export const after: Clock['after'] = (milliseconds, callback) => at(clock).after(milliseconds, callback);
export const every: Clock['every'] = (milliseconds, callback) => at(clock).every(milliseconds, callback);
