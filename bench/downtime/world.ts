import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLab, destroyLab, labSettled, labUp, readLab } from '@resite/lab';
import { type Downtime, downtimeOf } from './downtime-of.ts';

const run = promisify(execFile);
const main = join(import.meta.dirname, '..', '..', 'packages', 'resite', 'src', 'main.ts');

/** A lab that is up, with its resite.yaml. */
export interface World {
  readonly folder: string;
  /** Folder of a machine. */
  machine(name: string): string;
  /** Types a command of Resite. */
  resite(...args: string[]): Promise<void>;
  /** For how long services of SMS were not running on each machine meanwhile, as its own log has it. */
  downtimes(action: () => Promise<void>): Promise<Record<string, Downtime>>;
  destroy(): Promise<void>;
}

export async function makeWorld(
  folder: string,
  options: { sites: number; files: number; bytes: number },
): Promise<World> {
  const lab = join(folder, 'lab');
  mkdirSync(folder);
  await createLab(lab, { ...options, clients: 2 });
  await labUp(lab, { exitWith: process.pid });
  await labSettled(lab);
  const machines = Object.keys((await readLab(lab)).machines);
  const machine = (name: string) => join(lab, name);
  const log = (name: string) => readFileSync(join(machine(name), 'machine.log'), 'utf8');
  const resite = async (...args: string[]) => {
    await run(process.execPath, [main, ...args], { cwd: folder, maxBuffer: 2 ** 26 });
  };
  await resite('init', '--lab', 'lab');
  return {
    folder,
    machine,
    resite,
    downtimes: async action => {
      const before = new Map(machines.map(name => [name, log(name).length]));
      await action();
      await labSettled(lab);
      return Object.fromEntries(
        machines.flatMap(name => {
          const said = log(name).slice(before.get(name));
          return said.includes('has stopped') ? [[name, downtimeOf(said)]] : [];
        }),
      );
    },
    destroy: () => destroyLab(lab),
  };
}
