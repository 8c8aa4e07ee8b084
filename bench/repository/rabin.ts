import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Rabin } from '../../packages/repository/src/chunker/rabin.ts';

const polynomial = 0x3da3358b4dc173n;

/** Seconds of CPU time to find the cut points of all files in a folder. */
export function rabinSeconds(folder: string): number {
  const rabin = new Rabin(polynomial);
  const data = Buffer.alloc(64 * 1024 * 1024);
  let microseconds = 0;
  for (const name of readdirSync(folder)) {
    const file = openSync(join(folder, name), 'r');
    for (let filled = readSync(file, data); filled > 0; filled = readSync(file, data)) {
      const before = process.cpuUsage();
      for (let start = 0; start < filled; ) {
        rabin.reset();
        start += rabin.cut(data.subarray(start, filled), filled - start) || filled;
      }
      const { user, system } = process.cpuUsage(before);
      microseconds += user + system;
    }
    closeSync(file);
  }
  return microseconds / 1e6;
}
