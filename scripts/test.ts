/**
 * Runs the tests: all of them, or the files whose path contains one of the arguments. With `--long`, the whole of what some
 * files run a sample of otherwise: they read RESITE_TEST_LONG; and those named `*.long.test.ts`, which run only then. With `--times`, the slowest files are listed at the end.
 * The last line is `N passed, N failed`. A skipped test, a file without tests and a process that died count as failed.
 */
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { EventData } from 'node:test';
import { run } from 'node:test';
import { inspect, styleText } from 'node:util';

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

async function runAll(): Promise<void> {
  const abort = new AbortController();
  const running = new Set<string>();
  const watchdog = setTimeout(() => {
    for (const file of running) fail(file, 'the file', `its process did not end (no event for ${silence / 1000} s)`);
    abort.abort();
  }, silence);

  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled');
  const paths = files.map(file => join(root, file));
  const events = run({
    files: paths,
    cwd: root,
    isolation: 'process',
    concurrency: Math.min(availableParallelism(), 4) + 1, // for they wait much, for services and locks
    timeout: testTimeout,
    signal: abort.signal,
  });
  for await (const { type, data } of events) {
    watchdog.refresh();
    if (type === 'test:dequeue' && isFile(data)) running.add(fileOf(data));
    else if (type === 'test:complete' && isFile(data)) running.delete(fileOf(data));
    else if (type === 'test:stdout' || type === 'test:stderr') keepOutput(data);
    else if (type === 'test:pass') pass(data);
    else if (type === 'test:fail') failTest(data);
    else if (type === 'test:summary' && data.file !== undefined) printFile(fileOf(data), data.duration_ms);
    if (abort.signal.aborted) break;
  }
  clearTimeout(watchdog);
}

function pass(data: EventData.TestPass): void {
  const outcome = outcomes.get(fileOf(data));
  if (outcome === undefined || data.details.type === 'suite') return;
  if (isFile(data)) failFile(data, 'it holds no tests');
  else if (data.skip !== undefined) fail(fileOf(data), data.name, 'it was skipped');
  else if (data.todo !== undefined) fail(fileOf(data), data.name, 'it is marked as still to do');
  else outcome.passed++;
}

function failTest(data: EventData.TestFail): void {
  const { error } = data.details;
  const { failureType } = error as { failureType?: string };
  if (data.details.type === 'suite' && failureType === 'subtestsFailed') return;
  if (isFile(data)) failFile(data, 'its process failed or died');
  else fail(fileOf(data), data.name, error.cause instanceof Error ? describe(error.cause) : error.message);
}

function failFile(data: EventData.TestPass | EventData.TestFail, reason: string): void {
  fail(fileOf(data), 'the file', reason);
  printFile(fileOf(data), data.details.duration_ms);
}

/** A failed assertion says everything in its message; other errors may carry a code, a hint and a cause. */
function describe(error: unknown): string {
  const isAssertion = error instanceof Error && 'code' in error && error.code === 'ERR_ASSERTION';
  return isAssertion ? (error.stack ?? error.message) : inspect(error);
}

function fail(file: string, name: string, reason: string): void {
  outcomes.get(file)?.failures.push(`${name}\n${reason.replace(/^/gm, '    ')}`);
}

function printFile(file: string, milliseconds: number): void {
  const outcome = outcomes.get(file);
  if (outcome !== undefined) outcome.duration = milliseconds;
  const { passed = 0, failures = [] } = outcome ?? {};
  const mark = failures.length === 0 ? styleText('green', '✔') : styleText('red', '✘');
  const counts = failures.length === 0 ? `${passed}` : `${passed} passed, ${failures.length} failed`;
  console.log(`${mark} ${file} ${styleText('dim', `(${counts}, ${(milliseconds / 1000).toFixed(1)} s)`)}`);
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
  const outcome = outcomes.get(relative(root, data.file));
  if (outcome !== undefined) outcome.output += data.message;
}

interface Located {
  name?: string;
  file?: string | undefined;
  /** The test file that was run; `file` is where the test is written, which may be a suite that several files share. */
  entryFile?: string;
}

/** A test file itself is reported as a test with its path as the name. */
function isFile(data: Located): boolean {
  return data.name === data.file;
}

function fileOf(data: Located): string {
  return relative(root, data.entryFile ?? data.file ?? data.name ?? '');
}
