/**
 * Measures backup, restore and check of Resite, restic and borg in turn, on the same data:
 * `node bench/repository.ts [--runs 5] [--scale 1] [--sets E,A,B,F,G,D] [--programs resite,restic,borg,tar] [--out bench]
 * [--folder /tmp] [--source]`. Writes repository.md and repository.svg. See README.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBigFiles, makeFlatFolder, makeManyFiles, makeSmallFiles } from './repository/data.ts';
import { measureFloors } from './repository/floors.ts';
import { fetchLinuxSource, sourcePackage } from './repository/linux-source.ts';
import { measure } from './repository/measure.ts';
import { drawPlot } from './repository/plot.ts';
import { findPrograms } from './repository/programs.ts';
import { rabinSeconds } from './repository/rabin.ts';
import { Results } from './repository/results.ts';
import { type Bench, measureTree, restoreAndCheck } from './repository/rounds.ts';
import { printTable } from './repository/table.ts';
import { filesBelow } from './repository/vary.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    sets: { type: 'string', default: 'E,A,B,F,G,D' },
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
  const bench: Bench = { folder, runs, programs, results, say };
  if (sets.includes('E')) sourceTree(bench, results);
  if (sets.includes('A')) smallFiles(bench, results);
  if (sets.includes('B')) bigFiles(bench, results);
  if (sets.includes('F')) flatFolder(bench);
  if (sets.includes('D')) scan(results);
  const notes = [...missing, ...results.notes];
  const table = printTable(results, { runs, scale, programs, notes });
  writeFileSync(join(options.out, 'repository.md'), table);
  writeFileSync(join(options.out, 'repository.svg'), drawPlot(results, programs));
  console.log(table);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** E: what nobody made for a bench. */
function sourceTree(bench: Bench, results: Results): void {
  const data = join(folder, 'E');
  if (!fetchLinuxSource(data)) {
    results.note(`E was not measured: the Debian package ${sourcePackage} cannot be downloaded here.`);
    return;
  }
  say('E: unpacked');
  measureTree('E', 'E', data, bench);
  for (const floor of measureFloors(data, folder, runs)) results.note(`Floor for E: ${floor}`);
  if (sets.includes('G')) manyFiles(data, bench);
  rmSync(data, { recursive: true });
}

/** A, then C: the same with one file in a hundred changed. */
function smallFiles(bench: Bench, results: Results): void {
  const data = join(folder, 'A');
  const bytes = makeSmallFiles(data, scaled(50_000));
  say(`A: ${scaled(50_000)} files, ${Math.round(bytes / 1e6)} MB`);
  measureTree('A', 'C', data, bench);
  for (const floor of measureFloors(data, folder, runs)) results.note(`Floor for A: ${floor}`);
  rmSync(data, { recursive: true });
}

/** F: one large folder. */
function flatFolder(bench: Bench): void {
  const data = join(folder, 'F');
  const bytes = makeFlatFolder(data, scaled(200_000));
  say(`F: ${scaled(200_000)} files in one folder, ${Math.round(bytes / 1e6)} MB`);
  measureTree('F', 'F', data, { ...bench, runs: 1 });
  rmSync(data, { recursive: true });
}

/** G: a million files, made of those of E. */
function manyFiles(source: string, bench: Bench): void {
  const data = join(folder, 'G');
  const bytes = makeManyFiles(data, filesBelow(source), scaled(1_000_000));
  say(`G: ${scaled(1_000_000)} files, ${Math.round(bytes / 1e6)} MB`);
  measureTree('G', 'G', data, { ...bench, runs: 1, programs: bench.programs.filter(({ name }) => name !== 'borg') });
  rmSync(data, { recursive: true });
}

function scaled(count: number): number {
  return Math.max(Math.round(count * scale), 20);
}

function bigFiles(bench: Bench, results: Results): void {
  const data = join(folder, 'B');
  const bytes = makeBigFiles(data, Math.round(2 * 1024 ** 3 * scale));
  say(`B: ${Math.round(bytes / 1e6)} MB in 8 files`);
  for (const floor of measureFloors(data, folder, runs)) results.note(`Floor for B: ${floor}`);
  results.note(
    `Finding the cut points of B with the Rabin fingerprint alone takes ${rabinSeconds(data).toFixed(2)} s.`,
  );
  for (let run = 0; run < runs; run += 1) {
    for (const program of bench.programs) {
      program.init();
      results.add('B', 'first backup', program, measure(program.backup(data), folder));
      results.size('B', program);
      restoreAndCheck('B', data, program, bench, join(folder, 'restored'));
      rmSync(join(folder, 'restored'), { recursive: true });
    }
    say(`B: run ${run + 1} of ${runs} done`);
  }
  rmSync(data, { recursive: true });
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
