import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { measure } from './measure.ts';
import type { Program } from './programs.ts';
import type { Results } from './results.ts';
import { hashTree } from './tree-hash.ts';
import { filesBelow, vary } from './vary.ts';

export interface Bench {
  readonly folder: string;
  readonly runs: number;
  readonly programs: readonly Program[];
  readonly results: Results;
  say(line: string): void;
}

/** Every operation on a tree, by each program in turn; `changed` is the name of the set with one file in a hundred changed. */
export function measureTree(set: string, changed: string, data: string, bench: Bench): void {
  const { folder, runs, programs, results, say } = bench;
  const files = filesBelow(data);
  for (let run = 0; run < runs; run += 1) {
    for (const program of programs) {
      vary(files, 2 * run);
      program.init();
      results.add(set, 'first backup', program, measure(program.backup(data), folder));
      results.size(set, program);
      results.add(set, 'again, unchanged', program, measure(program.backup(data), folder));
      vary(files, 2 * run + 1);
      results.add(changed, 'again, 1 % changed', program, measure(program.backup(data), folder));
      restoreAndCheck(set, data, program, bench, join(folder, 'restored', `${run}-${program.name}`));
    }
    say(`${set}: run ${run + 1} of ${runs} done`);
  }
  rmSync(join(folder, 'restored'), { recursive: true });
}

/** What was restored stays: a file system may be slow to make new files right after many were deleted (ext4 is). */
export function restoreAndCheck(
  set: string,
  data: string,
  program: Program,
  { folder, results }: Pick<Bench, 'folder' | 'results'>,
  target: string,
): void {
  mkdirSync(dirname(target), { recursive: true });
  results.add(set, 'restore', program, measure(program.restore(target), folder));
  if (hashTree(join(target, data)) !== hashTree(data))
    throw new Error(`what ${program.name} restored of ${set} is not what was backed up`);
  results.add(set, 'check, all data', program, measure(program.check(), folder));
  program.remove();
}
