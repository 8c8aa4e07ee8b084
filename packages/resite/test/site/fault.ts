import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Run } from '@resite/procedure';
import { Journal } from '@resite/procedure/journal';
import { environment, main } from '../support/cli.ts';
import { type Hierarchy, until } from '../support/hierarchy.ts';

/** The folder with the resite.yaml of a site, where its commands are typed. */
type Folder = Pick<Hierarchy, 'folder'>;

/** What happens to a command, and where in its run. */
export interface Fault {
  /** Of the procedure; `resume` from the moment when a run was taken over until its next step begins. */
  readonly step: string;
  /**
   * - begun: the journal says so, nothing is done
   * - progress: in the middle; a file was copied or the first service was stopped or returned
   * - acted: it is done, and the journal does not know
   */
  readonly point: 'begun' | 'progress' | 'acted';
  readonly signal?: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL' | 'SIGSTOP';
  /** Kill the guardian just before. */
  readonly guardian?: true;
  /** Send the signal once more while the first one is being obeyed. */
  readonly again?: true;
}

export interface Struck {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Both streams. */
  readonly output: string;
}

/** Types a command to which the fault happens. */
export function resiteWithFault(site: Folder, fault: Fault, ...args: string[]): Promise<Struck> {
  return start(site, fault, args).outcome;
}

/** Does to the command what kill -9 does, and returns the run that it cut off. */
export async function killed(site: Folder, fault: Omit<Fault, 'signal'>, ...args: string[]): Promise<string> {
  const { signal, output } = await resiteWithFault(site, { ...fault, signal: 'SIGKILL' }, ...args, '--json');
  assert.equal(signal, 'SIGKILL', `${fault.step} came to no ${fault.point}:\n${output}`);
  return lastRun(site).id;
}

/** Holds a command at the point while `meanwhile` happens to the world, then lets it go on. */
export async function whileHeld(
  site: Folder,
  { args, env, ...point }: Pick<Fault, 'step' | 'point'> & { args: string[]; env?: Readonly<Record<string, string>> },
  meanwhile: (pid: number) => unknown,
): Promise<Struck> {
  const { pid, outcome } = start(site, { ...point, signal: 'SIGSTOP' }, args, env);
  const ended = outcome.then(({ output }) =>
    assert.fail(`it ended before ${point.step} was ${point.point}:\n${output}`),
  );
  try {
    await Promise.race([ended, until(`${point.step} is ${point.point}`, async () => isStopped(pid))]);
    await meanwhile(pid);
  } finally {
    ended.catch(() => {});
    if (isThere(pid)) process.kill(pid, 'SIGCONT'); // what happened to it may have been its end
  }
  return outcome;
}

function start(
  site: Folder,
  fault: Fault,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { pid: number; outcome: Promise<Struck> } {
  const preload = join(import.meta.dirname, 'inject-fault.ts');
  const child = spawn(process.execPath, ['--import', preload, main, ...args], {
    cwd: site.folder,
    // On a loaded computer, what happens while a process is held takes longer than its guardian waits for it.
    env: environment({ RESITE_TEST_FAULT: JSON.stringify(fault), RESITE_TEST_GUARDIAN_PATIENCE: '3600000', ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const outcome = Promise.all([ended, text(child.stdout), text(child.stderr)]).then(([[code, signal], out, err]) => ({
    code,
    signal,
    output: out + err,
  }));
  return { pid: child.pid as number, outcome };
}

export function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function isStopped(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

export function withJournal<T>(site: Folder, use: (journal: Journal) => T): T {
  const journal = new Journal(join(site.folder, '.resite'));
  try {
    return use(journal);
  } finally {
    journal.close();
  }
}

export const lastRun = (site: Folder): Run => withJournal(site, journal => journal.runs().at(-1)!);

/** Waits until the guardian of a run that was cut off has settled it. */
export async function settledByGuardian(site: Folder, id: string): Promise<Run['status']> {
  const status = () => withJournal(site, journal => journal.run(id).status);
  await until(`the guardian has settled ${id}`, async () => status() !== 'running');
  return status();
}
