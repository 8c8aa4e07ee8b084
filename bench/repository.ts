/**
 * Measures backup, restore and check of Resite, restic and borg in turn, on the same data:
 * `node bench/repository.ts [--runs 5] [--scale 1] [--sets A,B,D] [--programs resite,restic,borg,tar] [--out bench]
 * [--folder /tmp] [--source]`. Writes repository.md and repository.svg. See README.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBigFiles, makeSmallFiles, vary } from './repository/data.ts';
import { measureFloors } from './repository/floors.ts';
import { measure } from './repository/measure.ts';
import { drawPlot } from './repository/plot.ts';
import { findPrograms, type Program } from './repository/programs.ts';
import { rabinSeconds } from './repository/rabin.ts';
import { Results } from './repository/results.ts';
import { printTable } from './repository/table.ts';
import { hashTree } from './repository/tree-hash.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    sets: { type: 'string', default: 'A,B,D' },
    programs: { type: 'string', default: 'resite,restic,borg' },
    out: { type: 'string', default: import.meta.dirname },
    folder: { type: 'string', default: tmpdir() },
    source: { type: 'boolean', default: false },
  },
});
const runs = Number(options.runs);
const scale = Number(options.scale);
const sets = options.sets.split(',');
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(options.folder, 'resite-bench-'));
try {
  if (!options.source) build();
  const { programs, missing } = findPrograms(options.programs.split(','), { root, folder, source: options.source });
  for (const line of missing) say(line);
  const results = new Results();
  if (sets.includes('A')) smallFiles(programs, results);
  if (sets.includes('B')) bigFiles(programs, results);
  if (sets.includes('D')) scan(results);
  const notes = [...missing, ...results.notes];
  const table = printTable(results, { runs, scale, programs, notes });
  writeFileSync(join(options.out, 'repository.md'), table);
  writeFileSync(join(options.out, 'repository.svg'), drawPlot(results, programs));
  console.log(table);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A, then C: the same with one file in a hundred changed. */
function smallFiles(programs: Program[], results: Results): void {
  const data = join(folder, 'A');
  const bytes = makeSmallFiles(data, Math.max(Math.round(50_000 * scale), 20));
  say(`A: ${Math.max(Math.round(50_000 * scale), 20)} files, ${Math.round(bytes / 1e6)} MB`);
  for (let run = 0; run < runs; run += 1) {
    for (const program of programs) {
      vary(data, 2 * run);
      program.init();
      results.add('A', 'first backup', program, measure(program.backup(data), folder));
      results.size('A', program);
      results.add('A', 'again, unchanged', program, measure(program.backup(data), folder));
      vary(data, 2 * run + 1);
      results.add('C', 'again, 1 % changed', program, measure(program.backup(data), folder));
      restoreAndCheck('A', data, program, results, join(folder, 'restored', `${run}-${program.name}`));
    }
    say(`A: run ${run + 1} of ${runs} done`);
  }
  for (const floor of measureFloors(data, folder, runs)) results.note(`Floor for A: ${floor}`);
  rmSync(join(folder, 'restored'), { recursive: true });
  rmSync(data, { recursive: true });
}

function bigFiles(programs: Program[], results: Results): void {
  const data = join(folder, 'B');
  const bytes = makeBigFiles(data, Math.round(2 * 1024 ** 3 * scale));
  say(`B: ${Math.round(bytes / 1e6)} MB in 8 files`);
  for (const floor of measureFloors(data, folder, runs)) results.note(`Floor for B: ${floor}`);
  results.note(
    `Finding the cut points of B with the Rabin fingerprint alone takes ${rabinSeconds(data).toFixed(2)} s.`,
  );
  for (let run = 0; run < runs; run += 1) {
    for (const program of programs) {
      program.init();
      results.add('B', 'first backup', program, measure(program.backup(data), folder));
      results.size('B', program);
      restoreAndCheck('B', data, program, results, join(folder, 'restored'));
      rmSync(join(folder, 'restored'), { recursive: true });
    }
    say(`B: run ${run + 1} of ${runs} done`);
  }
  rmSync(data, { recursive: true });
}

/** What was restored stays: a file system may be slow to make new files right after many were deleted (ext4 is). */
function restoreAndCheck(set: string, data: string, program: Program, results: Results, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  results.add(set, 'restore', program, measure(program.restore(target), folder));
  if (hashTree(join(target, data)) !== hashTree(data))
    throw new Error(`what ${program.name} restored of ${set} is not what was backed up`);
  results.add(set, 'check, all data', program, measure(program.check(), folder));
  program.remove();
}

/** D has no files on a disk: a source in memory tells of them. */
function scan(results: Results): void {
  const files = Math.max(Math.round(1_000_000 * scale), 1000);
  for (let run = 0; run < runs; run += 1) {
    for (const what of ['first', 'again'] as const) {
      const command = [process.execPath, join(import.meta.dirname, 'repository', 'scan.ts'), what, String(files)];
      const operation = what === 'first' ? 'first scan' : 'first scan, then again, unchanged';
      results.add('D', operation, { name: 'resite' }, measure({ command: [...command, join(folder, 'D')] }, folder));
      rmSync(join(folder, 'D'), { recursive: true });
    }
    say(`D: run ${run + 1} of ${runs} done`);
  }
}

function build(): void {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { cwd: root, stdio: 'ignore' });
  if (status !== 0) throw new Error('npm run build failed');
}

function say(line: string): void {
  console.error(line);
}
