import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSystemError } from '@resite/errors';
import { createLab, destroyLab, type LabOptions, labDown, labSettled, labStatus, labUp } from '@resite/lab';
import { environment, main, type Outcome, resite, run } from './cli.ts';
import { makeRepository } from './repository.ts';

/** A lab that is up, with its resite.yaml, for the tests of one file; all of it is gone afterwards. */
export interface Hierarchy {
  /** Holds resite.yaml, `lab`, `backups`. */
  readonly folder: string;
  readonly lab: string;
  /** Types a command in the folder. */
  resite(...args: string[]): Promise<Outcome>;
  /** Starts one and leaves it to the test. */
  start(...args: string[]): Promise<RunningCommand>;
  /** State of every service of SMS, as `BRANCH1 SMS_EXECUTIVE running auto`. */
  services(): Promise<string[]>;
}

export interface RunningCommand {
  readonly pid: number;
  /** Resolves once the output holds the text. */
  until(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly outcome: Promise<{ code: number | null; output: string }>;
}

/** Machines end with this process, so that nothing is left behind when it dies. */
const env = { RESITE_LAB_EXIT_WITH: String(process.pid) };

/** What is enough for most. Folders with it are made once for all test files of a run, and copied. */
const small: LabOptions = { clients: 2, files: 3, bytes: 30_000, services: 'inside' };

export function hierarchy(options?: LabOptions): Hierarchy {
  const made = { folder: '', lab: '' };
  before(async () => {
    process.env.RESITE_LAB_EXIT_WITH = env.RESITE_LAB_EXIT_WITH;
    made.folder = await realpath(await mkdtemp(join(tmpdir(), 'resite-site-')));
    made.lab = join(made.folder, 'lab');
    if (options === undefined) await makeSmall(made.folder);
    else await make(made.folder, { clients: 4, files: 10, bytes: 200_000, services: 'inside', ...options });
    await useCheapKey(join(made.folder, 'backups'), join(made.folder, 'repository.password'));
  });
  after(async () => {
    await destroyLab(made.lab);
    await rm(made.folder, { recursive: true });
  });
  return {
    get folder() {
      return made.folder;
    },
    get lab() {
      return made.lab;
    },
    resite: (...args) => resite(args, { cwd: made.folder, env }),
    start: (...args) => start(made.folder, args),
    services: async () => {
      const { machines } = await labStatus(made.lab);
      return machines.flatMap(({ name, services }) =>
        services
          .filter(service => service.name.startsWith('SMS_'))
          .map(service => `${name} ${service.name} ${service.state} ${service.startType}`),
      );
    },
  };
}

async function make(folder: string, options: LabOptions): Promise<void> {
  const lab = join(folder, 'lab');
  await createLab(lab, options);
  await labUp(lab);
  await untilActive(lab);
  // `init` takes them as they are: a password that costs what it has to would be tried for nothing.
  const password = join(folder, 'repository.password');
  await writeFile(password, 'open sesame\n', { mode: 0o600 });
  await makeRepository(join(folder, 'backups'), 'open sesame');
  const { code, stderr } = await resite(['init', '--lab', 'lab'], { cwd: folder, env });
  if (code !== 0) throw new Error(stderr);
}

async function makeSmall(folder: string): Promise<void> {
  const shared = process.env.RESITE_TEST_SHARED;
  if (shared === undefined) return make(folder, small);
  const lab = join(folder, 'lab');
  await copyTree(await smallOf(shared), folder);
  await labUp(lab);
  await labSettled(lab);
}

/** The folder with it that all copy: whoever comes first makes it, and the others wait. */
async function smallOf(shared: string): Promise<string> {
  const [made, making] = [join(shared, 'small'), join(shared, 'making-small')];
  await until('another test file has made the small lab', async () => {
    if (existsSync(made)) return true;
    if (!(await isFirst(making))) return false;
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'resite-site-')));
    try {
      await make(folder, small);
      await labDown(join(folder, 'lab'));
      await rename(folder, made);
    } finally {
      await rm(folder, { recursive: true, force: true });
      await rm(making, { recursive: true });
    }
    return true;
  });
  return made;
}

async function isFirst(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

/** With extended attributes, which keep what Windows knows of a file. */
async function copyTree(from: string, to: string): Promise<void> {
  const { code, stderr } = await run('cp', ['-a', `${from}/.`, to]);
  if (code !== 0) throw new Error(stderr);
}

/** Replaces the empty repository by one whose password costs little. */
export async function useCheapKey(location: string, passwordFile: string): Promise<void> {
  const password = (await readFile(passwordFile, 'utf8')).trim();
  await rm(location, { recursive: true });
  await makeRepository(location, password);
}

export async function untilActive(lab: string): Promise<void> {
  await until('both sites are ACTIVE', async () =>
    (await labStatus(lab)).sites.every(({ status }) => status === 'ACTIVE'),
  );
}

/** Polls, ever more seldom, for looking costs as well; the deadline only keeps a broken test from hanging, by a clock that nobody sets. */
export async function until(what: string | (() => string), isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 600_000;
  for (let pause = 25; !(await isTrue()); pause = Math.min(pause * 1.5, 250)) {
    if (performance.now() > deadline)
      throw new Error(`still waiting until ${typeof what === 'string' ? what : what()}`);
    await sleep(pause);
  }
}

async function start(cwd: string, args: readonly string[]): Promise<RunningCommand> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await once(child, 'spawn');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text));
  const outcome = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  let ended = false;
  void outcome.then(() => (ended = true));
  return {
    pid: child.pid as number,
    until: text =>
      until(`"resite ${args.join(' ')}" prints ${text}; it printed: ${output}`, async () => {
        if (ended && !output.includes(text)) throw new Error(`ended without "${text}": ${output}`);
        return output.includes(text);
      }),
    kill: signal => process.kill(child.pid as number, signal),
    outcome,
  };
}

/** The error code that a command ended in, as `resite` prints it. */
export const errorCode = ({ stderr }: Outcome) => stderr.match(/\(([A-Z_]+)\)\s*$/)?.[1];
