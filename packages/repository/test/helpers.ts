import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { isLong } from '../../../scripts/sample.ts';
import {
  type ArchiveOptions,
  changePassword,
  formatRfc3339,
  initRepository,
  localBackend,
  localSource,
  now,
  type OpenedRepository,
  openRepository,
  type Snapshot,
} from '../src/index.ts';

export const password = 'correct horse';

/** The cheapest key that restic accepts. */
export const kdf = { N: 2, r: 1, p: 1 };

export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'resite-repository-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** One for all tests of a file. */
export function folderForFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'resite-repository-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A repository in the folder, closed at the end of the test. */
export async function makeRepository(t: TestContext, location: string): Promise<OpenedRepository> {
  const repository = await initRepository(location, password, { kdf });
  t.after(() => repository.close());
  return repository;
}

/**
 * What `restic init` made of a version of the format, with a key that costs little from then on: kept below fixtures, and
 * made anew in a long run.
 */
export async function initByRestic(location: string, version: '1' | '2' = '2'): Promise<void> {
  if (!isLong) {
    await localBackend(location).create();
    cpSync(join(import.meta.dirname, 'fixtures', `by-restic-${version}`), location, { recursive: true });
    return;
  }
  await resticOk(location, ['init', '--repository-version', version]);
  const repository = await openRepository(location, password);
  await changePassword(repository, { password, newPassword: password, kdf });
  await repository.close();
}

export async function reopen(t: TestContext, location: string): Promise<OpenedRepository> {
  const repository = await openRepository(location, password);
  t.after(() => repository.close());
  return repository;
}

export async function backUp(
  repository: OpenedRepository,
  folder: string,
  options?: ArchiveOptions,
): Promise<Snapshot> {
  const { tree, summary, unreadable } = await repository.archive(localSource([folder]), options);
  if (unreadable.length > 0) throw unreadable[0]!.error;
  return repository.commit({ ...fieldsFor(folder), tree, summary });
}

export function fieldsFor(...paths: string[]) {
  return { time: formatRfc3339(now()), paths, hostname: hostname(), username: 'tester' };
}

export interface Outcome {
  exitCode: number;
  output: string;
}

/** Runs stock restic on a repository; its cache stays out of the home folder. */
export function restic(
  location: string,
  args: string[],
  options: { password?: string; env?: object } = {},
): Promise<Outcome> {
  const env = { ...process.env, RESTIC_PASSWORD: options.password ?? password, ...options.env };
  return new Promise((resolve, reject) => {
    execFile(
      'restic',
      ['--repo', location, '--no-cache', ...args],
      { env, encoding: 'latin1', maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error?.code === 'ENOENT') reject(new Error('restic is not installed: apt-get install restic'));
        else resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), output: stdout + stderr });
      },
    );
  });
}

/** As {@link restic}, failing when restic does. */
export async function resticOk(
  location: string,
  args: string[],
  options?: { password?: string; env?: object },
): Promise<string> {
  const { exitCode, output } = await restic(location, args, options);
  if (exitCode !== 0) throw new Error(`restic ${args.join(' ')} ended with ${exitCode}:\n${output}`);
  return output;
}
