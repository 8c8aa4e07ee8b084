import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { initRepository, localSource, openRepository, type Repository } from '@resite/repository';
import { environment, main, run } from '../support/cli.ts';

export const password = 'open sesame';

/** What snapshots hold, by their trees: path of each file to the hash of its content. */
export type Contents = Map<string, Map<string, string>>;

/**
 * A folder with the repository `base`: two snapshots of `data`, which has changed since, the first with more than the others
 * need. Another repository, `other`, holds a snapshot that it does not have. Two files more were made meanwhile, of so many bytes.
 */
export async function makeBase(folder: string, bytes = 1_200_000): Promise<Contents> {
  writeFileSync(join(folder, 'password'), `${password}\n`);
  const data = join(folder, 'data');
  mkdirSync(data);
  const write = (name: string, bytes: number) => writeFileSync(join(data, name), randomBytes(bytes));
  for (let number = 0; number < 50; number += 1) write(`small ${number}`, 2000);
  const base = await initRepository(join(folder, 'base'), password, { kdf: { N: 1024, r: 1, p: 1 } });
  write('large', 1_500_000);
  await backUp(base, data);
  write('large', 1_000_000);
  await backUp(base, data);
  await base.close();
  for (const name of ['more', 'and more']) write(name, bytes);
  const other = await initRepository(join(folder, 'other'), password, { kdf: { N: 1024, r: 1, p: 1 } });
  await backUp(other, data);
  await other.close();
  return contentsOf(join(folder, 'base'));
}

async function backUp(repository: Repository, path: string): Promise<void> {
  const { tree } = await repository.archive(localSource([path]));
  const time = new Date().toISOString();
  await repository.commit({ time, tree, paths: [path], hostname: 'attacked', username: 'tester' });
}

/** Files are never changed in place, so a copy may share them. */
export async function copyRepository(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await promisify(execFile)('cp', ['-al', from, to]);
}

export async function contentsOf(location: string): Promise<Contents> {
  const repository = await openRepository(location, password);
  const all: Contents = new Map();
  for (const { tree } of await repository.snapshots()) all.set(tree, await treeContents(repository, tree));
  await repository.close();
  return all;
}

export async function treeContents(repository: Repository, tree: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { path, node } of repository.walk(tree)) {
    if (node.type !== 'file') continue;
    const hash = createHash('sha256');
    for await (const piece of repository.read(node)) hash.update(piece);
    files.set(path, hash.digest('hex'));
  }
  return files;
}

/** What a user types, and what it may leave of the snapshots that there were. */
export const works: Record<string, { args(folder: string): string[]; keeps: number }> = {
  backup: { args: folder => ['backup', join(folder, 'data')], keeps: 2 },
  forget: { args: () => ['forget', '--keep-last', '1', '--prune'], keeps: 1 },
  prune: { args: () => ['prune', '--max-unused', '0'], keeps: 2 },
  copy: {
    args: folder => ['copy', '--from-repo', join(folder, 'other'), '--from-password-file', join(folder, 'password')],
    keeps: 2,
  },
  repair: { args: () => ['repair', 'index', '--read-all-packs'], keeps: 2 },
};

/** Starts the real program on a repository. */
export function start(folder: string, location: string, args: readonly string[]): ChildProcess {
  return spawn(
    process.execPath,
    [main, 'repo', ...args, '-r', location, '--password-file', join(folder, 'password'), '--json'],
    {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (part: string) => (text.stdout += part));
  child.stderr!.setEncoding('utf8').on('data', (part: string) => (text.stderr += part));
  return new Promise(resolve => child.on('close', (code, signal) => resolve({ code, signal, ...text })));
}

export async function restic(folder: string, location: string, ...args: string[]): Promise<string> {
  const all = ['--no-cache', '--repo', location, '--password-file', join(folder, 'password'), ...args];
  const { code, stdout, stderr } = await run('restic', all);
  assert.equal(code, 0, `restic ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

/** Restic finds nothing wrong, and the snapshots that must be there hold what they held. */
export async function assertSound(folder: string, location: string, before: Contents, keeps: number): Promise<void> {
  await restic(folder, location, 'unlock');
  assert.deepEqual(locksIn(location), [], 'locks of dead processes are gone');
  assert.match(await restic(folder, location, 'check'), /no errors were found/);
  const found = await contentsOf(location);
  for (const [tree, files] of [...before].slice(-keeps)) assert.deepEqual(found.get(tree), files);
  for (const [tree, files] of before) if (found.has(tree)) assert.deepEqual(found.get(tree), files);
}

/** Without the files of killed processes that were begun and are no locks yet: as with restic, they stay until somebody prunes. */
function locksIn(location: string): string[] {
  return readdirSync(join(location, 'locks')).filter(name => !name.includes('-tmp-'));
}

/** The same again now works to its end, and nothing at all is wrong afterwards. */
export async function assertCompletes(folder: string, location: string, work: keyof typeof works): Promise<void> {
  const { code, stderr } = await ended(start(folder, location, works[work]!.args(folder)));
  assert.equal(code, 0, stderr);
  assert.match(await restic(folder, location, 'check', '--read-data'), /no errors were found/);
  assert.deepEqual(locksIn(location), []);
}
