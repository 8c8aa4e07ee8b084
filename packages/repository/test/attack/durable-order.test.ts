import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { isSystemError } from '@resite/errors';
import { makeRepository, password, temporaryFolder } from '../helpers.ts';
import { store } from '../memory-repository.ts';

const run = promisify(execFile);

interface Call {
  name: 'rename' | 'unlink' | 'fsync';
  /** Of the second path of a rename, and of the file or folder that is synced. */
  path: string;
  from: string;
}

test('the order of system calls: nothing that names other files can outlive them in a power failure', async t => {
  const location = join(temporaryFolder(t), 'repository');
  const repository = await makeRepository(t, location);
  const shared = randomBytes(4000);
  await store(repository, { first: randomBytes(9000), shared });
  await store(repository, { second: randomBytes(9000), shared });
  await repository.close();
  const log = join(dirname(location), 'calls');
  const fixture = new URL('fixtures/back-up-and-prune.ts', import.meta.url).pathname;
  await trace(log, [process.execPath, fixture, location, password]);

  const synced = new Set<string>();
  /** Changes of names that a power failure may undo, by folder. */
  const volatile = new Map<string, string[]>();
  const isVolatile = (...kinds: string[]) =>
    [...volatile].flatMap(([folder, changes]) =>
      kinds.some(kind => folder.startsWith(join(location, kind))) ? changes : [],
    );
  const seen = { packs: 0, removedPacks: 0, indexes: 0, removedIndexes: 0, snapshots: 0, removedSnapshots: 0 };
  for (const { name, path, from } of parse(readFileSync(log, 'latin1'))) {
    if (name === 'fsync') {
      synced.add(path);
      volatile.delete(path);
      continue;
    }
    const folder = dirname(path);
    const isPack = path.startsWith(join(location, 'data'));
    const isIndex = path.startsWith(join(location, 'index'));
    const isSnapshot = path.startsWith(join(location, 'snapshots'));
    if (!isPack && !isIndex && !isSnapshot) continue;
    if (name === 'rename') {
      assert.ok(synced.has(from), `${from} is complete before it gets its name`);
      if (isIndex) assert.deepEqual(isVolatile('data'), [], 'the packs of an index are durable');
      if (isSnapshot)
        assert.deepEqual(
          isVolatile('data', 'index').filter(change => !change.startsWith('unlink')),
          [],
        );
      seen[isPack ? 'packs' : isIndex ? 'indexes' : 'snapshots'] += 1;
    } else {
      if (isIndex)
        assert.deepEqual(
          isVolatile('index').filter(change => change.startsWith('rename')),
          [],
          'the new index is durable',
        );
      if (isPack) assert.deepEqual(isVolatile('index', 'snapshots'), [], 'what named the pack is gone for good');
      seen[isPack ? 'removedPacks' : isIndex ? 'removedIndexes' : 'removedSnapshots'] += 1;
    }
    volatile.set(folder, [...(volatile.get(folder) ?? []), `${name} ${path}`]);
  }
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 0, `${what} were seen`);
});

async function trace(log: string, command: string[]): Promise<void> {
  const calls = 'trace=rename,renameat,renameat2,unlink,unlinkat,fsync,fdatasync';
  try {
    await run('strace', ['-f', '-y', '-s', '4096', '-e', calls, '-o', log, ...command]);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) throw new Error('strace is not installed: apt-get install strace');
    throw error;
  }
}

/** Changes of names count from when they begin, a sync from when it has ended. */
function* parse(log: string): Generator<Call> {
  const begun = new Map<string, string>();
  for (const line of log.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>/.test(rest);
    const call = resumed ? (begun.get(thread) ?? '') : rest;
    const isBegin = rest.endsWith('<unfinished ...>');
    if (isBegin) begun.set(thread, rest);
    const name = /^(rename|unlink|fsync|fdatasync)/.exec(call)?.[1];
    if (name === undefined) continue;
    if (name === 'fsync' || name === 'fdatasync') {
      const path = /<([^>]*)>/.exec(call)?.[1];
      if (!isBegin && path !== undefined && / = 0$/.test(rest)) yield { name: 'fsync', path, from: '' };
    } else if (!resumed) {
      const paths = [...call.matchAll(/"([^"]*)"/g)].map(([, path]) => path ?? '');
      yield { name: name as 'rename' | 'unlink', path: paths.at(-1) ?? '', from: paths[0] ?? '' };
    }
  }
}
