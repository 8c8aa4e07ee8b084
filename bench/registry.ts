/**
 * Measures full walks of one hive (100,000 keys, 1,000,000 values) by Resite, hivex and libregf, each in a fresh process,
 * in turn, and prints a table in Markdown: `node bench/registry.ts [runs]`. Needs a C compiler, libhivex0 and libregf1
 * for the walks in C, and hivexml and regfexport for whole programs; what is missing is left out and named.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeHive } from './registry/make-hive.ts';

interface Participant {
  name: string;
  command: string[];
  /** What it takes from the hive. */
  reads: string;
  /** Whether it prints its own time, without the start of its process, and what it counted. */
  timesItself: boolean;
}

interface Run {
  /** Keys, values, and bytes of names and data. */
  counted: string | undefined;
  /** Milliseconds. */
  own: number | undefined;
  whole: number;
  /** KiB. */
  memory: number | undefined;
}

const sources = join(import.meta.dirname, 'registry');
const runs = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'resite-bench-'));
try {
  const hive = join(folder, 'hive');
  const bytes = makeHive();
  writeFileSync(hive, bytes);
  const participants = findParticipants(hive);
  const results = new Map<Participant, Run[]>(participants.map(one => [one, []]));
  for (let run = 0; run < runs; run++) for (const one of participants) results.get(one)!.push(measure(one));
  expectSameCounts(results);
  print(results, bytes.length);
} finally {
  rmSync(folder, { recursive: true });
}

function findParticipants(hive: string): Participant[] {
  const resite = (mode: string) => [
    process.execPath,
    join(sources, 'walk-resite.ts'),
    mode,
    hive,
    join(folder, 'written'),
  ];
  const all = 'names, types, data';
  const libraries = { hivex: `maps the file; ${all} (copied)`, libregf: `the file, piece by piece; ${all} (copied)` };
  const compiled = (['hivex', 'libregf'] as const).flatMap(name => {
    const program = compile(name);
    const reads = libraries[name];
    return program ? [{ name: `${name}, walk in C`, reads, command: [program, hive], timesItself: true }] : [];
  });
  const programs = ['hivexml', 'regfexport'].filter(name => spawnSync(name, ['-V']).error === undefined);
  return [
    { name: 'Resite, walkHive', reads: `the file; ${all} (copied)`, command: resite('walk'), timesItself: true },
    {
      name: 'Resite, walkHive of bytes in memory',
      reads: `${all} (copied)`,
      command: resite('walk-memory'),
      timesItself: true,
    },
    ...compiled,
    {
      name: 'Resite, parseHive (a tree)',
      reads: `the file; ${all} (copied), times`,
      command: resite('parse'),
      timesItself: true,
    },
    { name: 'Resite, writeHive', reads: 'the tree', command: resite('write'), timesItself: true },
    ...programs.map(name => ({
      name: `${name} (prints all)`,
      reads: 'the file; all, formatted as text',
      command: [name, hive],
      timesItself: false,
    })),
  ];
}

function compile(name: 'hivex' | 'libregf'): string | undefined {
  const library = { hivex: 'libhivex.so.0', libregf: 'libregf.so.1' }[name];
  const program = join(folder, name);
  const { status } = spawnSync('cc', ['-O2', '-o', program, join(sources, `walk-${name}.c`), `-l:${library}`]);
  if (status === 0) return program;
  console.error(`${name} is left out: it takes a C compiler and ${library}`);
  return undefined;
}

function measure({ name, command, timesItself }: Participant): Run {
  const time = '/usr/bin/time'; // tells the memory
  const [program = '', ...args] = existsSync(time) ? [time, '-f', '%M', ...command] : command;
  const begin = performance.now();
  const stdio: ['ignore', 'pipe' | 'ignore', 'pipe'] = ['ignore', timesItself ? 'pipe' : 'ignore', 'pipe'];
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', stdio });
  const whole = performance.now() - begin;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  const printed = timesItself ? stdout.trim().split(' ') : undefined;
  const own = printed && Number(printed.at(-1));
  const memory = program === time ? Number(stderr.trim().split('\n').at(-1)) : undefined;
  return { counted: printed?.slice(0, -1).join(' '), own, whole, memory };
}

/** Who counts the same has read the same. */
function expectSameCounts(results: Map<Participant, Run[]>): void {
  const counts = new Set([...results.values()].flat().flatMap(({ counted }) => counted ?? []));
  if (counts.size !== 1) throw new Error(`the programs differ in what they found: ${[...counts].join(', ')}`);
}

function print(results: Map<Participant, Run[]>, size: number): void {
  const fastest = Math.min(
    ...[...results]
      .filter(([{ name }]) => name.includes('in C'))
      .map(([, all]) => median(all.map(({ own }) => own ?? Number.NaN))),
  );
  console.log(
    `${runs} runs of each in turn; a hive of ${(size / 1e6).toFixed(0)} MB; Node ${process.version}; ${cpus()[0]?.model}\n`,
  );
  console.log(
    '| program | reads | in the library, ms: median (from–to) | against the faster in C | whole process, ms: median (from–to) | memory, MB |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const [{ name, reads }, all] of results) {
    const own = all.map(run => run.own).filter(number => number !== undefined);
    const memory = all.map(run => run.memory).filter(number => number !== undefined);
    console.log(
      `| ${[
        name,
        reads,
        own.length > 0 ? spread(own) : '–',
        own.length > 0 && !name.includes('writeHive') ? `${(median(own) / fastest).toFixed(2)}` : '–',
        spread(all.map(run => run.whole)),
        memory.length > 0 ? (median(memory) / 1024).toFixed(0) : '–',
      ].join(' | ')} |`,
    );
  }
}

function spread(numbers: number[]): string {
  return `${median(numbers).toFixed(0)} (${Math.min(...numbers).toFixed(0)}–${Math.max(...numbers).toFixed(0)})`;
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
