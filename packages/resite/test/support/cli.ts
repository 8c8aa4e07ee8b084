import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { defined } from '@resite/errors';
import { runWarm } from './run-warm.ts';

export const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs `resite` as a user types it, with pipes for its output and nothing in its environment that counts; in a process that
 * is warm already. {@link resiteProcess} is for what its start, its environment or its end has to show.
 */
export function resite(args: readonly string[], { cwd = process.cwd(), env }: RunOptions = {}): Promise<Outcome> {
  return runWarm({ args, cwd, env: environment(env) });
}

export function resiteProcess(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return run(process.execPath, [main, ...args], options);
}

export function run(program: string, args: readonly string[], { cwd, env }: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { cwd, env: environment(env), maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
        else reject(error);
      },
    );
    child.stdin?.end();
  });
}

export function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: '/nowhere', TZ: 'UTC', LANG: 'C.UTF-8', ...caches(), ...more };
}

/** Of compiled code: Node's own holds what is loaded before the program has said where its own is, and all of the guardian. */
function caches(): Record<string, string> {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env;
  return defined({ XDG_CACHE_HOME, NODE_COMPILE_CACHE });
}

/** A folder for the test, by its real path, that is gone afterwards; before that, `cleanUp` is called. */
export async function temporaryFolder(
  t: TestContext,
  files: Readonly<Record<string, string>> = {},
  cleanUp: (folder: string) => Promise<unknown> = async () => {},
): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'resite-test-')));
  t.after(async () => {
    await cleanUp(folder);
    await rm(folder, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** The outcome with what differs from run to run replaced: the folder, times, durations and IDs. */
export function normalized({ code, stdout, stderr }: Outcome, folder: string): Outcome {
  const replace = (text: string) =>
    text
      .replaceAll(folder, '<folder>')
      .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?/g, '<time>')
      .replace(/\b\d+\.\d s\b/g, '<duration>')
      .replace(/\b[0-9a-f]{64}\b/g, '<id>')
      .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b/g, '<short>');
  return { code, stdout: replace(stdout), stderr: replace(stderr) };
}
