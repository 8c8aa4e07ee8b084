import { type Companion, type FromGuardian, type GuardianTask, guard, type ToGuardian } from '@resite/procedure/ports';
import type { Time } from '../time/time.ts';
import type { Computer } from './computer.ts';
import type { SimulatedProcess } from './process.ts';

interface CompanionOptions {
  readonly folder: string;
  readonly run: string;
  readonly ward: SimulatedProcess;
  readonly computer: Computer;
  readonly time: Time;
  /** With silence, in milliseconds. */
  readonly patience: number;
}

/** What a line takes through a pipe, in milliseconds. */
const pipeMs = 1;

/** The guardian as a process of its own, and a pipe each way. */
export function companionOf({ ward, computer, time, patience }: CompanionOptions): Companion {
  const guardian = computer.start('guardian');
  const input = pipe<GuardianTask | ToGuardian>(guardian, time);
  const output = pipe<FromGuardian>(ward, time);
  const listeners: ((message: FromGuardian) => void)[] = [];
  const ended = new Promise<string>(done => {
    guardian.atDeath(how => time.after(pipeMs, () => ward.goOn(() => done(how))));
  });
  ward.atDeath(() => input.close());
  guardian.atDeath(() => output.close());

  void guardian.run(async () => {
    const task = (await input.read()) as GuardianTask | undefined;
    if (task !== undefined) {
      await guard(task, {
        say: message => {
          if (guardian.state !== 'dead') output.write(message);
        },
        hear: () => input.read() as Promise<ToGuardian | undefined>,
        patience,
      });
    }
    guardian.die('it came to its end');
  });
  const silent = ward.run(async () => {
    for (let message = await output.read(); message !== undefined; message = await output.read()) {
      for (const listener of listeners) listener(message);
    }
  });
  return {
    pid: guardian.number,
    send: message => {
      if (ward.state === 'dead') return;
      input.write(message);
      if ('kind' in message && message.kind === 'dismiss') input.close();
    },
    hear: listener => void listeners.push(listener),
    ended,
    silent,
    hold: () => {},
  };
}

/** What is written comes out in its order; when it is closed, `undefined` after the last one. */
function pipe<T>(reader: SimulatedProcess, time: Time) {
  const lines: (T | undefined)[] = [];
  let waiting: ((line: T | undefined) => void) | undefined;
  const put = (line: T | undefined) =>
    time.after(pipeMs, () =>
      reader.goOn(() => {
        lines.push(line);
        const done = waiting;
        waiting = undefined;
        done?.(lines[0] === undefined ? undefined : lines.shift());
      }),
    );
  return {
    write: (line: T) => void put(line),
    close: () => void put(undefined),
    read: (): Promise<T | undefined> => {
      if (lines.length === 0) {
        return new Promise(done => {
          waiting = done;
        });
      }
      return Promise.resolve(lines[0] === undefined ? undefined : lines.shift());
    },
  };
}
