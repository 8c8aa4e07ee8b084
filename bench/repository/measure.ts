import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defined } from '@resite/errors';

export interface Command {
  command: string[];
  environment?: Record<string, string>;
  cwd?: string;
}

export interface Measurement {
  /** Seconds. */
  wall: number;
  /** Seconds of user and system time. */
  cpu: number;
  /** MB at the peak, of the largest process. */
  memory: number;
}

/** Runs a command under GNU time; what was written before is on the disk then. Throws when the command fails. */
export function measure({ command, environment = {}, cwd }: Command, folder: string): Measurement {
  spawnSync('sync');
  const report = join(folder, 'time');
  const started = performance.now();
  const { status, stderr, error } = spawnSync('/usr/bin/time', ['-f', '%U %S %M', '-o', report, ...command], {
    env: { ...process.env, ...environment },
    ...defined({ cwd }),
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1024 ** 3,
  });
  const wall = (performance.now() - started) / 1000;
  if (error !== undefined)
    throw new Error('GNU time cannot be run; it is in the Debian package time', { cause: error });
  if (status !== 0) throw new Error(`${command.join(' ')} failed with ${status}: ${stderr}`);
  const [user, system, kilobytes] = readFileSync(report, 'utf8').trim().split(' ').map(Number) as [
    number,
    number,
    number,
  ];
  rmSync(report);
  return { wall, cpu: user + system, memory: (kilobytes * 1024) / 1e6 };
}
