import assert from 'node:assert/strict';
import { chmod, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ArchivedEntry, Source, SourceEntry } from '@resite/repository';
import { folderMode, plainFileMode } from '@resite/repository/tree';
import { estimateBackup } from '../src/commands/repo/estimate-backup.ts';
import { backupPlace } from './support/backup-place.ts';
import { resite, run } from './support/cli.ts';
import { withRepo } from './support/repository.ts';

interface Named {
  readonly action: string;
  readonly item: string;
}

test('a dry run names and counts what the backup then saves, and what restic would', async t => {
  const { folder, save } = await backupPlace(t);
  const data = join(folder, 'data');
  await mkdir(join(data, 'left'));
  for (const file of ['left/same', 'sub/gone', 'touched', 'turns']) await writeFile(join(data, file), file);
  await save(data);
  await writeFile(join(data, 'a.txt'), 'longer than before');
  await utimes(join(data, 'touched'), 1, 1);
  await rm(join(data, 'sub', 'gone'));
  await rm(join(data, 'turns'));
  await mkdir(join(data, 'turns', 'deep'), { recursive: true });
  await writeFile(join(data, 'turns', 'deep', 'new'), '');
  await chmod(join(data, 'left'), 0o700);

  const lines = ({ stdout }: { stdout: string }) =>
    stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
  const names = (events: Record<string, unknown>[]) =>
    events
      .filter(({ message_type }) => message_type === 'verbose_status')
      .map(({ action, item, type, size }) => ({ action, item, type, size }))
      .sort((a, b) => (String(a.item) < String(b.item) ? -1 : 1));
  const counts = (events: Record<string, unknown>[]) =>
    Object.entries(events.at(-1)!).filter(([name]) => /^(files|dirs|total_files|total_bytes)_/.test(name));
  const backUp = async (...args: string[]) =>
    lines(await resite(['repo', 'backup', data, '--json', ...withRepo, ...args], { cwd: folder }));
  const theirs = await run(
    'restic',
    ['backup', data, '-n', '-vv', '--json', '--no-cache', '-r', 'repo', '-p', 'password'],
    {
      cwd: folder,
    },
  );
  const dry = await backUp('-n', '-vv');
  const changes = names(await backUp('-n', '-v'));
  const real = await backUp('-vv');
  assert.deepEqual(names(dry), names(real));
  assert.deepEqual(counts(dry), counts(real));
  assert.deepEqual(
    changes,
    names(real).filter(({ action }) => action !== 'unchanged'),
  );
  const files = (all: readonly Named[]) =>
    all
      .filter(({ item }) => !item.endsWith('/'))
      .map(({ action, item }) => `${action} ${item}`)
      .sort();
  assert.deepEqual(
    files(names(real).filter(({ type }) => type === 'file') as unknown as Named[]),
    files(lines(theirs).filter(({ message_type, item }) => message_type === 'verbose_status' && item !== '')),
  );
});

test('a folder that cannot be listed is named in a dry run, and the rest is counted', async () => {
  const entry = (name: string, type: 'dir' | 'file'): SourceEntry => ({
    name: Buffer.from(name),
    type,
    mode: type === 'dir' ? folderMode : plainFileMode,
    modified: 1n,
    accessed: 1n,
    changed: 1n,
    uid: 0,
    gid: 0,
    size: 3n,
  });
  const source: Source = {
    roots: async () => [entry('closed', 'dir'), entry('file', 'file')],
    children: async () => {
      throw new Error('it is closed');
    },
    async *read() {},
  };
  const [failures, entries]: [string[], ArchivedEntry[]] = [[], []];
  const summary = await estimateBackup({ tree: async () => [] }, source, {
    parent: undefined,
    ignore: [],
    signal: new AbortController().signal,
    onEntry: each => entries.push(each),
    onFailure: (path, { message }) => failures.push(`${path}: ${message}`),
  });
  assert.deepEqual(failures, ['/closed: it is closed']);
  assert.deepEqual(entries, [{ path: '/file', type: 'file', change: 'new', size: 3 }]);
  assert.deepEqual([summary.files_new, summary.dirs_new, summary.total_bytes_processed], [1, 0, 3]);
});
