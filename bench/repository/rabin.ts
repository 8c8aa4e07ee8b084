import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { maximumChunk, Rabin } from '../../packages/repository/src/chunker/rabin.ts';

const polynomial = 0x3da3358b4dc173n;

/** Seconds of CPU time to find the cut points of all files in a folder. */
export function rabinSeconds(folder: string): number {
  const rabin = new Rabin(polynomial);
  const room = rabin.take();
  let microseconds = 0;
  for (const name of readdirSync(folder)) {
    const file = openSync(join(folder, name), 'r');
    for (let start = 0; ; ) {
      const filled = readSync(file, room.bytes, 0, maximumChunk, start);
      if (filled === 0) break;
      const before = process.cpuUsage();
      start += rabin.cut(room, 0, filled) || filled;
      const { user, system } = process.cpuUsage(before);
      microseconds += user + system;
    }
    closeSync(file);
  }
  return microseconds / 1e6;
}
