import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isLong } from '../../../../../scripts/sample.ts';
import { environment, main } from '../../support/cli.ts';
import { type Hierarchy, until } from '../../support/hierarchy.ts';

/** Where in a run which process gets a kill -9. */
export interface Strike {
  /** The process whose record it is. */
  readonly of: 'main' | 'guardian';
  /** As {@link recordsOf} lists it. */
  readonly record: string;
  readonly when: 'before' | 'after';
  /** The process itself, its guardian, or both at once as in a power cut. */
  readonly victims: 'self' | 'guardian' | 'both';
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** The records that a command writes, in their order. The command must succeed. */
export async function recordsOf(site: Hierarchy, ...args: string[]): Promise<string[]> {
  const trace = join(site.folder, 'records');
  const { code, output } = await type(site, [], args, trace);
  assert.equal(code, 0, output);
  return readTrace(trace, 'main');
}

/** One side of a record for all of {@link bothSides}, for to know them costs a run of the command. */
export async function sidesOf(
  one: Pick<Strike, 'record' | 'when'>,
  records: () => Promise<readonly string[]>,
): Promise<Pick<Strike, 'record' | 'when'>[]> {
  return isLong ? bothSides(await records()) : [one];
}

/** The records of the guardian of a command that is struck. */
export async function guardianRecordsOf(site: Hierarchy, blow: Strike, ...args: string[]): Promise<string[]> {
  const trace = join(site.folder, 'records');
  const { signal, output } = await type(site, [blow], args, trace);
  assert.equal(signal, 'SIGKILL', output);
  await guardianGone(site);
  return readTrace(trace, 'guardian');
}

/** Types a command that is struck there, or the test fails. */
export async function strike(site: Hierarchy, blow: Strike | readonly Strike[], ...args: string[]): Promise<void> {
  const blows = [blow].flat();
  const { signal, output } = await type(site, blows, args);
  const wanted = blows.some(({ of, victims }) => of === 'main' && victims !== 'guardian') ? 'SIGKILL' : null;
  assert.equal(signal, wanted, `"resite ${args.join(' ')}" did not come to ${JSON.stringify(blow)}:\n${output}`);
}

/**
 * Both sides of every record. Once a step is recorded as done, nothing happens before the next record: one side of
 * that gap stands for both.
 */
export function bothSides(records: readonly string[]): Pick<Strike, 'record' | 'when'>[] {
  return records.flatMap(record => {
    const sides = record.includes(': steps done') ? (['before'] as const) : (['before', 'after'] as const);
    return sides.map(when => ({ record, when }));
  });
}

/** Waits until no guardian of a run in the folder is there. */
export async function guardianGone(site: Hierarchy): Promise<void> {
  await until('the guardian has ended', async () => !readdirSync('/proc').some(pid => isGuardianOf(site, pid)));
}

function isGuardianOf(site: Hierarchy, pid: string): boolean {
  if (!/^\d+$/.test(pid)) return false;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return words.includes('guardian-process') && words.includes(`${site.folder}/`);
  } catch {
    return false; // it has just ended
  }
}

async function readTrace(trace: string, of: Strike['of']): Promise<string[]> {
  const lines = (await readFile(trace, 'utf8')).trim().split('\n');
  await rm(trace);
  const records = lines.flatMap(line => (line.startsWith(`${of}: `) ? [line.slice(of.length + 2)] : []));
  assert.ok(records.length > 0, `the ${of} has written no record`);
  return records;
}

async function type(site: Hierarchy, strikes: Strike[], args: readonly string[], trace?: string): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: site.folder,
    env: environment({
      RESITE_TEST_STRIKES: JSON.stringify({ strikes, trace }),
      NODE_OPTIONS: `--import ${join(import.meta.dirname, 'strike-record.ts')}`,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const [[code, signal], out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, signal, output: out + err };
}
