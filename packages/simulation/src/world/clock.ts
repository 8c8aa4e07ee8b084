import type { Clock } from '@resite/filesystem/clock';
import type { Time } from '../time/time.ts';
import type { SimulatedProcess } from './process.ts';

/** The clock of a simulated computer as a process on it has it. `ahead` is how far it goes ahead of the world, in milliseconds. */
export function clockOf(process: SimulatedProcess, time: Time, ahead: () => number): Clock {
  return {
    now: () => Math.floor(time.now + ahead()),
    monotonic: () => time.now,
    sleep(milliseconds, { signal } = {}) {
      if (signal === undefined) return process.wait(milliseconds);
      return new Promise((done, fail) => {
        if (signal.aborted) return fail(aborted(signal));
        const stop = () => {
          callOff();
          fail(aborted(signal));
        };
        const callOff = time.after(milliseconds, () =>
          process.goOn(() => {
            signal.removeEventListener('abort', stop);
            done();
          }),
        );
        signal.addEventListener('abort', stop, { once: true });
      });
    },
    async turn(signal) {
      await process.wait(0);
      signal?.throwIfAborted();
    },
    after: (milliseconds, callback) => time.after(milliseconds, () => process.goOn(callback)),
    every(milliseconds, callback) {
      let callOff: () => void = () => {};
      const again = () => {
        callOff = time.after(milliseconds, () => {
          if (process.state === 'dead') return;
          again();
          if (process.state === 'alive') process.run(callback);
        });
      };
      again();
      return () => callOff();
    },
  };
}

/** As Node has it. */
function aborted(signal: AbortSignal): Error {
  return Object.assign(new Error('The operation was aborted', { cause: signal.reason }), {
    name: 'AbortError',
    code: 'ABORT_ERR',
  });
}
