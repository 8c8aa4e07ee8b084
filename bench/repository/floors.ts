import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, measure } from './measure.ts';
import { describe } from './results.ts';

/** What no backup and no restore can do without: reading and compressing all, and writing it anew. */
export function measureFloors(data: string, folder: string, runs: number): string[] {
  const copied = join(folder, 'copied');
  const floors: [name: string, command: Command][] = [
    ['`tar | zstd -3 -T0`', { command: ['sh', '-c', `tar -cf - . | zstd -3 -T0 -q > ${copied}`], cwd: data }],
    ['`cp -a`', { command: ['cp', '-a', data, copied] }],
  ];
  return floors.map(([name, command]) => {
    const walls = Array.from({ length: runs }, () => {
      const { wall } = measure(command, folder);
      rmSync(copied, { recursive: true });
      return wall;
    });
    return `${name} ${describe(walls)} s.`;
  });
}
