import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type ArchiveOptions, type ChangeSign, memoryBackend, type Source } from '../src/index.ts';
import { fieldsFor } from './helpers.ts';
import { contents, makeMemoryRepository, reopenMemory, store } from './memory-repository.ts';
import { readWhole, type VirtualEntry, virtualSource } from './virtual-source.ts';

test('nothing is visible before the commit, everything after it', async () => {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  const { tree } = await repository.archive(virtualSource({ a: { b: 'content' } }));
  const other = await reopenMemory(backend);
  assert.deepEqual(await other.snapshots(), []);
  await assert.rejects(other.tree(tree), { code: 'REPOSITORY_DAMAGED' });
  const snapshot = await repository.commit({ ...fieldsFor('/a'), tree });
  assert.deepEqual(await other.snapshots(), [snapshot]);
  assert.deepEqual(await contents(other, tree), { '/a/b': 'content' });
});

test('a second archive before the commit reads only what changed and uses the blobs of the first', async () => {
  const repository = await makeMemoryRepository();
  const big = randomBytes(3_000_000);
  const read: string[] = [];
  const reading = (entry: VirtualEntry) => {
    read.push(entry.path);
    return readWhole(entry);
  };
  const first = await repository.archive(virtualSource({ big, small: 'one', same: 'same' }, {}, reading));
  assert.deepEqual(read.splice(0).sort(), ['/big', '/same', '/small']);

  const later = { '/small': { modified: 1_700_000_001_000_000_000n } };
  const second = await repository.archive(virtualSource({ big, small: 'two', same: 'same' }, later, reading), {
    parent: first.tree,
  });
  assert.deepEqual(read, ['/small']);
  assert.deepEqual([second.summary.filesUnmodified, second.summary.filesChanged, second.summary.dataBlobs], [2, 1, 1]);
  await repository.commit({ ...fieldsFor('/'), tree: second.tree });
  const restored = await contents(repository, second.tree);
  assert.deepEqual(
    [restored['/small'], restored['/same'], restored['/big']!.length],
    ['two', 'same', big.toString().length],
  );
});

for (const [what, change, expected, ignore = []] of [
  ['nothing', {}, []],
  ['the size', { size: 4n }, ['/file']],
  ['the modification time', { modified: 1n }, ['/file']],
  ['the change time', { changed: 1n }, ['/file']],
  ['the inode', { inode: 7n }, ['/file']],
  ['the mode', { mode: 0o600 }, []],
  ['the owner', { uid: 5 }, []],
  ['the device', { deviceId: 9n }, []],
  ['the change time, which is ignored,', { changed: 1n }, [], ['changed']],
  ['the inode, which is ignored,', { inode: 7n }, [], ['inode']],
  ['the inode and the change time', { inode: 7n, changed: 1n }, ['/file'], ['inode']],
  ['both, which are ignored,', { inode: 7n, changed: 1n }, [], ['changed', 'inode']],
  ['the size, whatever is ignored,', { size: 4n }, ['/file'], ['changed', 'inode']],
  ['the modification time, whatever is ignored,', { modified: 1n }, ['/file'], ['changed', 'inode']],
] as readonly [string, Partial<VirtualEntry>, string[], ChangeSign[]?][]) {
  test(`with ${what} changed since the parent, ${expected.length ? 'the file is' : 'no file is'} read again`, async () => {
    const repository = await makeMemoryRepository();
    const { tree } = await repository.archive(virtualSource({ file: 'abc' }));
    const read: string[] = [];
    const source = virtualSource({ file: 'abc' }, { '/file': change }, entry => {
      read.push(entry.path);
      return readWhole(entry);
    });
    await repository.archive(source, { parent: tree, ignore });
    assert.deepEqual(read, expected);
  });
}

test('a file that reread names is read although it looks unchanged', async () => {
  const repository = await makeMemoryRepository();
  const first = await repository.archive(virtualSource({ SMS: { 'SMS.INI': 'old', other: 'x' } }));
  const read: string[] = [];
  const source = virtualSource({ SMS: { 'SMS.INI': 'new', other: 'x' } }, {}, entry => {
    read.push(entry.path);
    return readWhole(entry);
  });
  const second = await repository.archive(source, { parent: first.tree, reread: path => path.endsWith('.INI') });
  assert.deepEqual(read, ['/SMS/SMS.INI']);
  assert.deepEqual(await contents(repository, second.tree), { '/SMS/SMS.INI': 'new', '/SMS/other': 'x' });
});

test('an unchanged file whose blobs are not in the index is read again', async () => {
  const backend = memoryBackend();
  const first = await makeMemoryRepository(backend);
  await store(first, { file: 'content' });
  const [withContent] = await backend.list('index');
  const { tree } = await store(first, { file: 'content', more: '' });
  await backend.remove('index', withContent!.name);

  const repository = await reopenMemory(backend);
  const { summary } = await repository.archive(virtualSource({ file: 'content', more: '' }), { parent: tree });
  assert.deepEqual([summary.filesChanged, summary.filesUnmodified, summary.dataBlobs], [1, 1, 1]);
});

test('what cannot be read is reported and left out, the rest is kept', async () => {
  const repository = await makeMemoryRepository();
  const plain = virtualSource(
    { good: 'good', bad: 'bad', folder: { lost: 'lost' }, odd: 'odd' },
    { '/odd': { type: 'irregular' } },
  );
  const source: Source<VirtualEntry> = {
    ...plain,
    children: async () => {
      throw new Error('folder is closed');
    },
    async *read(file) {
      yield Buffer.from('ba');
      if (file.path === '/bad') throw new Error('disk error');
      yield Buffer.from('d');
    },
  };
  const { tree, unreadable } = await repository.archive(source);
  assert.deepEqual(
    unreadable.map(({ path, error }) => `${path}: ${error.message}`),
    ['/bad: disk error', '/folder: folder is closed', '/odd: it is of a kind that a repository cannot hold'],
  );
  assert.deepEqual(await contents(repository, tree), { '/good': 'bad' });
});

test('a file whose inode changes while it is read is read once, when that is ignored', async () => {
  const repository = await makeMemoryRepository();
  let times = 0;
  const source: Source<VirtualEntry> = {
    ...virtualSource({ file: 'content' }, {}, entry => {
      times += 1;
      return readWhole(entry);
    }),
    refresh: async file => ({ ...file, inode: 7n }),
  };
  const { changedWhileRead } = await repository.archive(source, { ignore: ['changed', 'inode'] });
  assert.deepEqual([times, changedWhileRead], [1, []]);
});

for (const { moves, reads, flagged } of [
  { moves: 0, reads: 1, flagged: [] },
  { moves: 1, reads: 2, flagged: [] },
  { moves: 2, reads: 2, flagged: ['/busy'] },
]) {
  test(`a file that changes ${moves} times while it is read is read ${reads} times`, async () => {
    const repository = await makeMemoryRepository();
    let times = 0;
    let state = 0n;
    const source: Source<VirtualEntry> = {
      ...virtualSource({ busy: 'busy' }),
      async *read() {
        times += 1;
        if (times <= moves) state += 1n;
        yield Buffer.from(`state ${state}`);
      },
      async refresh(file) {
        return { ...file, modified: 1_700_000_000_000_000_000n + state };
      },
    };
    const { tree, changedWhileRead } = await repository.archive(source);
    assert.deepEqual([times, changedWhileRead], [reads, flagged]);
    assert.deepEqual(await contents(repository, tree), { '/busy': `state ${moves}` });
  });
}

test('an interrupted archive leaves nothing visible, and the next one succeeds', async () => {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  const folder = Object.fromEntries(
    Array.from({ length: 20 }, (_, number) => [`file ${number}`, randomBytes(400_000)]),
  );
  const controller = new AbortController();
  const interrupted = repository.archive(virtualSource(folder), {
    signal: controller.signal,
    onProgress: ({ files }) => {
      if (files === 10) controller.abort(new Error('stop'));
    },
  });
  await assert.rejects(interrupted, /^Error: stop$/);
  assert.deepEqual(await backend.list('snapshots'), []);
  const { tree } = await repository.archive(virtualSource(folder));
  await repository.commit({ ...fieldsFor('/'), tree });
  assert.deepEqual((await repository.check({ readData: true })).problems, []);
  await repository.close();
  assert.deepEqual(await backend.list('locks'), []);
});

test('the summary counts what was met and what was added', async () => {
  const repository = await makeMemoryRepository();
  const first = await repository.archive(virtualSource({ a: { one: 'one', two: 'two' }, b: { copy: 'one' } }));
  const { started, ended, dataAddedPacked, dataAdded, ...counts } = first.summary;
  assert.deepEqual(counts, {
    filesNew: 3,
    filesChanged: 0,
    filesUnmodified: 0,
    foldersNew: 2,
    foldersChanged: 0,
    foldersUnmodified: 0,
    dataBlobs: 2,
    treeBlobs: 3,
    filesProcessed: 3,
    bytesProcessed: 9,
  });
  assert.ok(ended >= started && dataAddedPacked > 0 && dataAdded > 6);
  const later = { '/a/one': { modified: 1n } };
  const second = await repository.archive(virtualSource({ a: { one: 'uno', two: 'two' }, b: { copy: 'one' } }, later), {
    parent: first.tree,
  });
  assert.deepEqual(
    [
      second.summary.filesChanged,
      second.summary.filesUnmodified,
      second.summary.foldersChanged,
      second.summary.foldersUnmodified,
    ],
    [1, 2, 1, 1],
  );
});

test('a summary survives the way into the repository and back', async () => {
  const backend = memoryBackend();
  const snapshot = await store(await makeMemoryRepository(backend), { a: 'a' });
  assert.deepEqual(await (await reopenMemory(backend)).findSnapshot(snapshot.id), snapshot);
  assert.equal(snapshot.summary!.filesNew, 1);
});

test('metadata of every kind survive, integers beyond 2^53 and raw JSON among them', async () => {
  const repository = await makeMemoryRepository();
  const genericAttributes = {
    'windows.file_attributes': 34,
    'windows.creation_time': { LowDateTime: 3_577_643_008, HighDateTime: 29_161_254, note: '<&>\u2028' },
    'windows.security_descriptor': 'AQAUvA==',
    huge: 18_446_744_073_709_551_615n,
  };
  const details = {
    inode: 18_446_744_073_709_551_615n,
    deviceId: 9_007_199_254_740_993n,
    links: 2n,
    user: 'DOMAIN\\user <"x">',
    group: 'Ünïcode',
    uid: 4_294_967_295,
    accessed: -1n,
    extendedAttributes: [{ name: 'user.x', value: Buffer.from([0, 255]) }],
    genericAttributes,
  };
  const { tree } = await repository.archive(virtualSource({ file: 'x' }, { '/file': details }));
  const node = (await repository.find(tree, 'file'))!;
  assert.deepEqual({ ...node, ...details }, node);
});

test('a tree that was not archived here is committed only when it is whole', async () => {
  const backend = memoryBackend();
  const first = await makeMemoryRepository(backend);
  const { tree } = await store(first, { a: 'a' });
  const second = await reopenMemory(backend);
  assert.equal((await second.commit({ ...fieldsFor('/'), tree, tags: ['again'] })).tree, tree);
  await assert.rejects(second.commit({ ...fieldsFor('/'), tree: 'ab'.repeat(32) }), { code: 'REPOSITORY_DAMAGED' });
  assert.equal((await second.snapshots()).length, 2);
});

test('with keepWay, the tree is that of the parent when nothing has changed below the folders on the way', async () => {
  const repository = await makeMemoryRepository();
  const archive = async (wayTime: bigint, wantedTime: bigint, options: ArchiveOptions = {}) => {
    const times = { '/way': { modified: wayTime }, '/way/to': { modified: wantedTime } };
    const source = virtualSource({ way: { to: { file: 'content' } } }, times);
    return (await repository.archive({ ...source, leadsOnly: ({ path }) => path === '/way' }, options)).tree;
  };
  const parent = await archive(1n, 1n);
  assert.notEqual(await archive(2n, 1n, { parent }), parent);
  assert.equal(await archive(2n, 1n, { parent, keepWay: true }), parent);
  assert.equal(await archive(2n, 2n, { parent, keepWay: true }), await archive(2n, 2n));
  await repository.close();
});

test('finish stores what is pending, and makes no snapshot', async () => {
  const backend = memoryBackend();
  const repository = await makeMemoryRepository(backend);
  const { tree } = await repository.archive(virtualSource({ a: { b: 'content' } }));
  await repository.finish(tree);
  assert.deepEqual(await repository.snapshots(), []);
  assert.deepEqual(await backend.list('locks'), []);
  assert.deepEqual(await contents(await reopenMemory(backend), tree), { '/a/b': 'content' });
  await repository.close();
});
