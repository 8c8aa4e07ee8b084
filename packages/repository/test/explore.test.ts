import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { isLong, sampleOf } from '../../../scripts/sample.ts';
import {
  type Change,
  countStats,
  diffTrees,
  dump,
  findByIds,
  findByPattern,
  folderPattern,
  initRepository,
  matchesAny,
  type OpenedRepository,
  pathPattern,
  type Snapshot,
} from '../src/index.ts';
import { backUp, kdf, password, resticOk } from './helpers.ts';
import { inspectFolder } from './inspect.ts';

const folder = mkdtempSync(join(tmpdir(), 'resite-explore-'));
const source = join(folder, 'source');
let repository: OpenedRepository;
let first: Snapshot;
let second: Snapshot;

before(async () => {
  const put = (name: string, content: string | Buffer) => writeFileSync(join(source, name), content);
  mkdirSync(join(source, 'gone', 'deep'), { recursive: true });
  mkdirSync(join(source, 'same'));
  put('same/a.txt', 'a'.repeat(3000));
  put('gone/deep/b.TXT', randomBytes(2000));
  put('changed', randomBytes(700_000));
  put('touched', 'touched');
  put('turned', 'a file');
  put('line\nbreak “ü”', 'name');
  put('empty', '');
  linkSync(join(source, 'changed'), join(source, 'another name'));
  symlinkSync('same/a.txt', join(source, 'link'));
  repository = await initRepository(join(folder, 'repository'), password, { kdf });
  first = await backUp(repository, source);
  rmSync(join(source, 'gone'), { recursive: true });
  rmSync(join(source, 'turned'));
  mkdirSync(join(source, 'turned'));
  mkdirSync(join(source, 'new', 'deep'), { recursive: true });
  put('turned/a.txt', 'a'.repeat(3000));
  put('new/deep/c', randomBytes(5000));
  put('changed', randomBytes(900_000));
  symlinkSync('nowhere', join(source, 'new', 'link'));
  chmodSync(join(source, 'touched'), 0o4711);
  utimesSync(join(source, 'touched'), 1_000_000_000, -5.25);
  second = await backUp(repository, source);
});

after(async () => {
  await repository.close();
  rmSync(folder, { recursive: true });
});

async function resticJson<T>(...args: string[]): Promise<T[]> {
  const output = Buffer.from(await resticOk(repository.location, [...args, '--json', '--no-lock']), 'latin1');
  return output
    .toString()
    .trim()
    .split('\n')
    .filter(line => /^[[{]/.test(line))
    .map(line => JSON.parse(line) as T);
}

for (const metadata of [false, true]) {
  test(`diff finds what restic finds, ${metadata ? 'with' : 'without'} metadata`, async () => {
    const pairs = [
      [first, second],
      [second, first],
      [first, first],
    ] as const;
    for (const [from, to] of isLong ? pairs : pairs.slice(0, 1)) {
      const changes: Change[] = [];
      const summary = await diffTrees(repository, from.tree, to.tree, change => changes.push(change), { metadata });
      const flags = metadata ? ['--metadata'] : [];
      const lines = await resticJson<Record<string, unknown>>('diff', ...flags, from.id, to.id);
      const theirs = lines
        .filter(line => line.message_type === 'change')
        .map(({ path, modifier }) => ({ path, modifier }));
      // restic shows metadata of folders as changed when what they hold has changed.
      const isContent = ({ path, modifier }: { path?: unknown; modifier?: unknown }) =>
        !(modifier === 'U' && String(path).endsWith('/'));
      assert.deepEqual(
        changes.filter(isContent).map(change => change.path),
        theirs.filter(isContent).map(change => change.path),
      );
      assert.deepEqual(
        changes.filter(isContent).map(change => change.modifier),
        theirs.filter(isContent).map(change => change.modifier),
      );
      const counts = (of: typeof summary.added) => ({
        files: of.files,
        dirs: of.folders,
        others: of.others,
        data_blobs: of.dataBlobs,
        tree_blobs: of.treeBlobs,
        bytes: of.bytes,
      });
      assert.deepEqual(
        { changed_files: summary.changedFiles, added: counts(summary.added), removed: counts(summary.removed) },
        (({ changed_files, added, removed }) => ({ changed_files, added, removed }))(lines.at(-1)!),
      );
    }
  });
}

for (const mode of ['restore-size', 'files-by-contents', 'raw-data'] as const) {
  test(`stats in mode ${mode} are those of restic`, async () => {
    for (const snapshots of isLong ? [[first], [first, second]] : [[first, second]]) {
      const ids = snapshots.map(({ id }) => id);
      const [theirs] = await resticJson<Record<string, number>>('stats', '--mode', mode, ...ids);
      const stats = await countStats(repository, snapshots, mode);
      assert.deepEqual(
        [stats.snapshots, stats.size, stats.files ?? 0, stats.blobs],
        [theirs!.snapshots_count, theirs!.total_size, theirs!.total_file_count, theirs!.total_blob_count],
      );
    }
  });
}

async function foundBy(patterns: string[], ignoreCase = false): Promise<string[]> {
  const found: string[] = [];
  await findByPattern(
    repository,
    [second, first],
    patterns,
    ({ snapshot, path }) => found.push(`${snapshot.id} ${path}`),
    {
      ignoreCase,
    },
  );
  return found.sort();
}

const searches = [
  ['*.txt'],
  ['deep'],
  ['/tmp'],
  ['same/*'],
  [`${source}/**/a.txt`],
  ['[!x]*.TXT', 'l?nk'],
  ['gone/**'],
].flatMap(patterns => [false, true].map(ignoreCase => ({ patterns, ignoreCase })));
for (const { patterns, ignoreCase } of sampleOf(searches, 4)) {
  test(`find ${patterns.join(' ')}${ignoreCase ? ' in any case' : ''} finds what restic finds`, async () => {
    const flags = ignoreCase ? ['-i'] : [];
    const [theirs] = await resticJson<{ snapshot: string; matches: { path: string }[] }[]>(
      'find',
      ...flags,
      ...patterns,
    );
    const wanted = theirs!.flatMap(({ snapshot, matches }) => matches.map(({ path }) => `${snapshot} ${path}`));
    assert.deepEqual(await foundBy(patterns, ignoreCase), [...wanted].sort());
  });
}

test('patterns mean what they mean to restic', () => {
  const matches: [pattern: string, path: string, matches: boolean][] = [
    ['a', '/a', true],
    ['a', '/x/a/y', true],
    ['a', '/xa', false],
    ['/a', '/x/a', false],
    ['/a', '/a/b/c', true],
    ['a/b', '/x/a/b', true],
    ['a/*/b', '/a/x/y/b', false],
    ['a/**/b', '/a/x/y/b', true],
    ['a/**/b', '/a/b', true],
    ['**/b', '/b', true],
    ['a\\*', '/a*', true],
    ['a\\*', '/ab', false],
    ['[a-c]?', '/bx', true],
    ['[^a-c]?', '/bx', false],
    ['a.c', '/abc', false],
    ['(a', '/(a', true],
    ['*', '/a\nb', true],
    ['a/', '/a', true],
    ['[', '/[', true],
  ];
  for (const [pattern, path, expected] of matches)
    assert.equal(pathPattern(pattern)(path), expected, `${pattern} ${path}`);
  fc.assert(
    fc.property(fc.string(), fc.string(), (pattern, path) => {
      assert.equal(typeof pathPattern(pattern)(path), 'boolean');
    }),
  );
});

test('find names who needs a blob or a tree as restic does, and looks at times', async () => {
  const node = (await repository.find(second.tree, `${source}/changed`))!;
  const [blob] = node.content!;
  const found: string[] = [];
  await findByIds(repository, [first, second], { blobs: [blob!.slice(0, 12)] }, ({ snapshot, path }) =>
    found.push(`${snapshot.id} ${path}`),
  );
  assert.ok(found.includes(`${second.id} ${source}/changed`));
  const theirs = await resticJson<{ path: string; snapshot: string }[]>('find', '--blob', blob!);
  assert.deepEqual(
    found,
    theirs
      .flat()
      .map(({ snapshot, path }) => `${snapshot} ${path}`)
      .sort(),
  );
  const trees: string[] = [];
  await findByIds(repository, [second], { trees: [second.tree] }, ({ path }) => trees.push(path));
  assert.deepEqual(trees, ['/']);
  for (const wanted of [{ blobs: ['x'] }, { packs: ['a'] }])
    await assert.rejects(
      findByIds(repository, [second], wanted, () => {}),
      { code: 'USAGE' },
    );
  const times: string[] = [];
  await findByPattern(repository, [second], ['changed'], ({ path }) => times.push(path), {
    oldest: node.modified,
    newest: node.modified,
  });
  await findByPattern(repository, [second], ['changed'], ({ path }) => times.push(path), {
    newest: node.modified - 1n,
  });
  assert.deepEqual(times, [`${source}/changed`]);
});

test('of a list of patterns the last one that matches decides; a folder is entered when something below may match', () => {
  const listed = matchesAny({ patterns: ['*.tmp', '!keep.tmp', '/logs'], ignoringCase: ['THUMBS.db'] });
  const paths = ['/a.tmp', '/x/keep.tmp', '/logs/b', '/x/logs', '/Thumbs.DB', '/a.TMP'];
  assert.deepEqual(paths.filter(listed), ['/a.tmp', '/logs/b', '/Thumbs.DB']);
  assert.equal(matchesAny({})('/a'), false);
  const entered: [pattern: string, folder: string, isEntered: boolean][] = [
    ['/a/*/c', '/a', true],
    ['/a/*/c', '/a/b', true],
    ['/a/*/c', '/b', false],
    ['/a/*/c', '/a/b/c', true],
    ['/a/**/c', '/a/x/y/z', true],
    ['/a/**/c', '/b', false],
    ['/**/c', '/b', true],
    ['c', '/b', true],
  ];
  for (const [pattern, folder, expected] of entered)
    assert.equal(folderPattern(pattern)(folder), expected, `${pattern} ${folder}`);
  assert.equal(folderPattern('/A/B', { ignoreCase: true })('/a'), true);
});

async function dumped(snapshot: Snapshot, path: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  await dump(repository, snapshot, path, async bytes => {
    parts.push(Buffer.from(bytes));
  });
  return Buffer.concat(parts);
}

test('a file is dumped byte for byte', async () => {
  assert.deepEqual(await dumped(second, `${source}/changed`), readFileSync(join(source, 'changed')));
  assert.deepEqual(await dumped(first, `${source}/empty`), Buffer.alloc(0));
  for (const path of ['/nowhere', `${source}/link`, `${source}/empty/below`]) {
    await assert.rejects(dumped(first, path), { code: 'FILE_MISSING' });
  }
});

test('a folder is dumped as a tar archive that tar unpacks to the same', async () => {
  const long = 'n'.repeat(200);
  writeFileSync(join(source, long), 'long');
  mkdirSync(join(source, `${long}-folder`));
  symlinkSync(long, join(source, 'long link'));
  const snapshot = await backUp(repository, source);
  for (const [path, name] of [
    ['/', 'all'],
    [source, 'part'],
  ] as const) {
    const target = join(folder, name);
    mkdirSync(target);
    const archive = await dumped(snapshot, path);
    assert.equal(archive.length % 512, 0);
    execFileSync('tar', ['-x', '-p', '-C', target], { input: archive, stdio: ['pipe', 'ignore', 'inherit'] });
    assert.deepEqual(withoutLinks(inspectFolder(join(target, source))), withoutLinks(inspectFolder(source)));
  }
});

/** Hard links come out as files of their own, as restic dumps them. */
function withoutLinks(found: ReturnType<typeof inspectFolder>): ReturnType<typeof inspectFolder> {
  for (const entry of Object.values(found)) delete entry.sameAs;
  return found;
}
