import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { listAhead } from '../src/archive/list-ahead.ts';
import type { Source, SourceEntry } from '../src/index.ts';
import { makeRepository, temporaryFolder } from './helpers.ts';

/** Folders within folders, and how often each was listed. */
function countedSource(depth: number, breadth: number) {
  const listings = new Map<string, number>();
  const folders = (parent: string, level: number): SourceEntry[] =>
    Array.from({ length: level < depth ? breadth : 0 }, (_, number) => entry(`${parent}.${number}`));
  const source: Source = {
    roots: async () => folders('r', 0),
    async children({ name }) {
      const path = name.toString();
      listings.set(path, (listings.get(path) ?? 0) + 1);
      return folders(path, path.split('.').length - 1);
    },
    async *read() {},
  };
  return { source, listings };
}

function entry(name: string): SourceEntry {
  const times = { modified: 1n, accessed: 1n, changed: 1n };
  return { name: Buffer.from(name), type: 'dir', mode: 0o20000000755, uid: 0, gid: 0, ...times };
}

/** Looks at every turn of the event loop, so that what goes on in turns gets no further. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn();
}

async function goThrough(source: Source): Promise<number> {
  let seen = 0;
  const visit = async (entries: SourceEntry[]): Promise<void> => {
    for (const one of entries) {
      seen += 1;
      await visit(await source.children(one));
    }
  };
  await visit(await source.roots());
  return seen;
}

test('what was listed ahead is not listed again, and the rest is listed when it is asked for', async () => {
  for (const folders of [0, 1, 200]) {
    const { source, listings } = countedSource(4, 5);
    const ahead = listAhead(source);
    await until(() => listings.size >= folders);
    await ahead.stop();
    assert.equal(await goThrough(ahead.source), 5 + 25 + 125 + 625);
    assert.deepEqual([...new Set(listings.values())], [1]);
    assert.equal(listings.size, 5 + 25 + 125 + 625);
  }
});

test('what there is in all is known once everything is listed, and not before', async () => {
  const file = (name: string, size: bigint): SourceEntry => ({ ...entry(name), type: 'file', mode: 0o644, size });
  const source: Source = {
    roots: async () => [entry('folder'), file('large', 5_000_000_000n), { ...entry('link'), type: 'symlink' }],
    children: async () => [file('small', 7n)],
    async *read() {},
  };
  const ahead = listAhead(source);
  assert.equal(ahead.totals, undefined);
  await until(() => ahead.totals !== undefined);
  await ahead.stop();
  assert.deepEqual(ahead.totals, { files: 2, bytes: 5_000_000_007 });
  const cut = listAhead(source);
  await cut.stop();
  assert.equal(cut.totals, undefined);
});

test('nothing is listed after the stop', async () => {
  const { source, listings } = countedSource(7, 7);
  const ahead = listAhead(source);
  await until(() => listings.size > 0);
  await ahead.stop();
  const { size } = listings;
  for (let turns = 0; turns < 100; turns++) await nextTurn();
  assert.equal(listings.size, size);
  assert.ok(size < 7 ** 7);
});

test('what was listed long ago is listed again', async () => {
  const { source, listings } = countedSource(2, 3);
  const ahead = listAhead(source, { freshFor: 0 });
  await until(() => ahead.totals !== undefined);
  await ahead.stop();
  assert.equal(listings.size, 3 + 9);
  await goThrough(ahead.source);
  assert.deepEqual([...new Set(listings.values())], [2]);
});

test('a source that was listed ahead can be listed ahead again', async () => {
  const { source, listings } = countedSource(4, 5);
  const first = listAhead(source);
  await until(() => listings.size > 0);
  await first.stop();
  assert.ok(listings.size < 5 + 25 + 125 + 625);
  const second = listAhead(first.source);
  await until(() => second.totals !== undefined);
  await second.stop();
  assert.equal(await goThrough(second.source), 5 + 25 + 125 + 625);
  assert.deepEqual([...new Set(listings.values())], [1]);
});

test('a folder that cannot be listed fails whoever asks for it, and nobody else', async t => {
  const { source } = countedSource(2, 3);
  const failing: Source = {
    ...source,
    async children(folder) {
      if (folder.name.toString() === 'r.1') throw new Error('no right to list it');
      return source.children(folder);
    },
  };
  const ahead = listAhead(failing);
  await until(() => ahead.totals !== undefined);
  await ahead.stop();
  const [, second] = await ahead.source.roots();
  await assert.rejects(ahead.source.children(second!), /no right to list it/);

  const repository = await makeRepository(t, temporaryFolder(t));
  const { unreadable } = await repository.archive(failing);
  assert.deepEqual(
    unreadable.map(({ path, error }) => `${path}: ${error.message}`),
    ['/r.1: no right to list it'],
  );
});

test('a source without roots ends the archive with its own error', async t => {
  const repository = await makeRepository(t, temporaryFolder(t));
  const { source } = countedSource(1, 1);
  const failing: Source = { ...source, roots: () => Promise.reject(new Error('nothing is there')) };
  await assert.rejects(repository.archive(failing), /nothing is there/);
});
