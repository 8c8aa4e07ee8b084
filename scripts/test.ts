/**
 * Runs the tests: all of them, or the files whose path contains one of the arguments. With `--long`, the whole of what some
 * files run a sample of otherwise: they read RESITE_TEST_LONG; and those named `*.long.test.ts`, which run only then. With `--times`, the slowest files are listed at the end.
 * The last line is `N passed, N failed`. A skipped test, a file without tests and a process that died count as failed.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { EventData } from 'node:test';
import { run } from 'node:test';
import { inspect, styleText } from 'node:util';
import { shareProcesses } from './share-processes.ts';

const root = dirname(import.meta.dirname);
const words = process.argv.slice(2);
const [isLong, showTimes] = [words.includes('--long'), words.includes('--times')];
const filters = words.filter(word => word !== '--long' && word !== '--times');
// What the user has set up for work is not for tests.
for (const name of Object.keys(process.env))
  if (/^(RESITE_(?!TEST_)|RESTIC_|AWS_)/.test(name)) delete process.env[name];
if (isLong) process.env.RESITE_TEST_LONG = '1';
const files = globSync(['packages/*/test/**/*.test.ts', '{bench,scripts}/**/*.test.ts'], { cwd: root })
  .filter(file => !file.includes('node_modules') && (isLong ? isSampled(file) : !isForLong(file)))
  .filter(file => filters.length === 0 || filters.some(part => file.includes(part)))
  .sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));

const testTimeout = (isLong ? 60 : 20) * 60_000; // also beside much other work
const silence = testTimeout + 60_000; // longer than any test may take: then a process hangs after its tests

interface Outcome {
  passed: number;
  /** In milliseconds, with what it waited for. */
  duration: number;
  failures: string[];
  output: string;
}
const outcomes = new Map(files.map(file => [file, { passed: 0, duration: 0, failures: [], output: '' } as Outcome]));
/** By the file that is run, the test files that it holds: itself, or several that share a process. */
const units = shareProcesses(root, files);

// What test files make for each other is there.
const shared = mkdtempSync(join(tmpdir(), 'resite-shared-'));
process.env.RESITE_TEST_SHARED = shared;
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled');
process.on('exit', () => rmSync(shared, { recursive: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
if (files.some(file => file.startsWith('packages/resite/'))) await openWarmPool();
if (files.length > 0) await runAll();
const total = (count: (outcome: Outcome) => number) => [...outcomes.values()].reduce((sum, one) => sum + count(one), 0);
const failed = total(outcome => outcome.failures.length) + (files.length === 0 ? 1 : 0);
if (files.length === 0) console.log(`No test file matches ${filters.join(' ') || 'packages/*/test/**/*.test.ts'}.`);
else if (failed > 0) printFailures();
if (showTimes) printTimes();
console.log(`${total(outcome => outcome.passed)} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

function isForLong(file: string): boolean {
  return file.endsWith('.long.test.ts');
}

/** Some of its tests run only with `--long`. */
function isSampled(file: string): boolean {
  return (
    isForLong(file) ||
    /\/(attack|crash-matrix)\//.test(file) ||
    readFileSync(join(root, file), 'utf8').includes('/sample.ts')
  );
}

/** The longest come first, so that none is left to run alone at the end. */
function placeOf(file: string): number {
  const longest = [
    '/windows/main-job',
    '/windows/host.test',
    'docs.test',
    '/crash-matrix/',
    '/resite/test/site/',
    '/resite/',
    '/s3.test',
    '/sftp.test',
    '/simulation.test',
    '/test/lab',
  ];
  const place = longest.findIndex(part => file.includes(part));
  return place < 0 ? longest.length : place;
}

/** Command lines that tests type are run by processes that serve all test files; they end with this one. */
async function openWarmPool(): Promise<void> {
  const program = join(root, 'packages', 'resite', 'test', 'support', 'warm-pool.ts');
  await once(fork(program, [join(shared, 'warm.socket')]), 'message');
}

async function runAll(): Promise<void> {
  const abort = new AbortController();
  const running = new Set<string>();
  const watchdog = setTimeout(() => {
    for (const unit of running) failUnit(unit, `its process did not end (no event for ${silence / 1000} s)`);
    abort.abort();
  }, silence);

  const events = run({
    files: [...units.keys()].map(unit => join(root, unit)),
    cwd: root,
    isolation: 'process',
    concurrency: Math.min(availableParallelism(), 4) + 3, // for they wait much, for services and locks
    timeout: testTimeout,
    signal: abort.signal,
  });
  for await (const { type, data } of events) {
    watchdog.refresh();
    if (type === 'test:dequeue' && isUnit(data)) running.add(unitOf(data));
    else if (type === 'test:complete' && isUnit(data)) running.delete(unitOf(data));
    else if (type === 'test:stdout' || type === 'test:stderr') keepOutput(data);
    else if (type === 'test:pass') pass(data);
    else if (type === 'test:fail') failTest(data);
    else if (type === 'test:summary' && data.file !== undefined) endUnit(relative(root, data.file), data.duration_ms);
    if (abort.signal.aborted) break;
  }
  clearTimeout(watchdog);
}

function pass(data: EventData.TestPass): void {
  if (data.details.type === 'suite') return;
  if (isUnit(data)) failUnit(unitOf(data), 'it holds no tests');
  else if (data.skip !== undefined) fail(fileOf(data), data.name, 'it was skipped');
  else if (data.todo !== undefined) fail(fileOf(data), data.name, 'it is marked as still to do');
  else {
    const outcome = outcomes.get(fileOf(data))!;
    outcome.passed++;
    outcome.duration += data.details.duration_ms;
  }
}

function failTest(data: EventData.TestFail): void {
  const { error } = data.details;
  const { failureType } = error as { failureType?: string };
  if (data.details.type === 'suite' && failureType === 'subtestsFailed') return;
  if (isUnit(data)) failUnit(unitOf(data), 'its process failed or died');
  else fail(fileOf(data), data.name, error.cause instanceof Error ? describe(error.cause) : error.message);
}

function failUnit(unit: string, reason: string): void {
  for (const file of units.get(unit)!) {
    fail(file, 'the file', reason);
    printFile(file);
  }
}

function endUnit(unit: string, milliseconds: number): void {
  const members = units.get(unit)!;
  for (const file of members) {
    const outcome = outcomes.get(file)!;
    if (members.length === 1) outcome.duration = milliseconds;
    else if (outcome.passed + outcome.failures.length === 0) fail(file, 'the file', 'it holds no tests');
    printFile(file);
  }
}

/** A failed assertion says everything in its message; other errors may carry a code, a hint and a cause. */
function describe(error: unknown): string {
  const isAssertion = error instanceof Error && 'code' in error && error.code === 'ERR_ASSERTION';
  return isAssertion ? (error.stack ?? error.message) : inspect(error);
}

function fail(file: string, name: string, reason: string): void {
  outcomes.get(file)?.failures.push(`${name}\n${reason.replace(/^/gm, '    ')}`);
}

function printFile(file: string): void {
  const { passed, failures, duration } = outcomes.get(file)!;
  const mark = failures.length === 0 ? styleText('green', '✔') : styleText('red', '✘');
  const counts = failures.length === 0 ? `${passed}` : `${passed} passed, ${failures.length} failed`;
  console.log(`${mark} ${file} ${styleText('dim', `(${counts}, ${(duration / 1000).toFixed(1)} s)`)}`);
}

function printTimes(): void {
  const slowest = [...outcomes].sort(([, a], [, b]) => b.duration - a.duration).slice(0, 20);
  console.log('\nThe slowest files:');
  for (const [file, { duration }] of slowest) console.log(`${(duration / 1000).toFixed(1).padStart(8)} s  ${file}`);
  console.log();
}

function printFailures(): void {
  for (const [file, { failures, output }] of outcomes) {
    if (failures.length === 0) continue;
    for (const failure of failures) console.log(`\n${styleText('red', '✘')} ${file}: ${failure}`);
    if (output !== '') console.log(`\n    What ${file} printed:\n${output.trimEnd().replace(/^/gm, '    | ')}`);
  }
  console.log();
}

function keepOutput(data: EventData.TestStdout | EventData.TestStderr): void {
  outcomes.get(units.get(relative(root, data.file))![0]!)!.output += data.message;
}

interface Located {
  name?: string;
  /** Where the test is written, which may be a suite that several files share. */
  file?: string | undefined;
  /** The file that was run. */
  entryFile?: string;
}

/** The file that was run is reported as a test with its path as the name. */
function isUnit(data: Located): boolean {
  return data.name === data.file;
}

function unitOf(data: Located): string {
  return relative(root, data.entryFile ?? data.file ?? data.name ?? '');
}

function fileOf(data: Located): string {
  const written = relative(root, data.file ?? '');
  return outcomes.has(written) ? written : units.get(unitOf(data))![0]!;
}
