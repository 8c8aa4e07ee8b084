import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { cacheTag, localSource, matchesAny, parseFolderTag, type Source, type SourceEntry } from '../src/index.ts';
import { FileSystems } from '../src/local/file-systems.ts';
import { makeRepository, resticOk, temporaryFolder } from './helpers.ts';

const name = fc.constantFrom('a', 'b', 'ab', 'A', 'a.tmp', 'x y', 'tag', '[a]');
const trees = fc.uniqueArray(fc.array(name, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 12 });
const part = fc.constantFrom('a', 'b', 'ab', 'A', '*', '**', '?', '*.tmp', '[ab]', '[^a]', 'x y', 'a*', '\\[a]', 'tag');
const pattern = fc
  .record({
    parts: fc.array(part, { minLength: 1, maxLength: 3 }),
    rooted: fc.boolean(),
    negated: fc.integer({ max: 3, min: 0 }).map(number => number === 0),
  })
  .map(({ parts, rooted, negated }) => ({ text: parts.join('/'), rooted, negated }));

test('what is left out by patterns and by tags is what restic leaves out, on random trees', async t => {
  const folder = temporaryFolder(t);
  const repository = await makeRepository(t, join(folder, 'repository'));
  let round = 0;
  const property = fc.asyncProperty(
    trees,
    fc.array(pattern, { minLength: 1, maxLength: 4 }),
    fc.array(pattern, { maxLength: 1 }),
    fc.constantFrom([], ['--exclude-if-present', 'tag'], ['--exclude-if-present', 'tag:Sig'], ['--exclude-caches']),
    async (paths, excludes, ignoringCase, tags) => {
      round += 1;
      const data = join(folder, `data${round}`);
      makeTree(data, paths);
      const textOf = ({ text, rooted, negated }: { text: string; rooted: boolean; negated: boolean }) =>
        `${negated ? '!' : ''}${rooted ? `${data}/` : ''}${text}`;
      const patterns = excludes.map(textOf);
      const insensitive = ignoringCase.map(textOf);
      const options = [...patterns.map(text => `--exclude=${text}`), ...insensitive.map(text => `--iexclude=${text}`)];
      await resticOk(repository.location, ['backup', ...options, ...tags, data]);
      const theirs: string[] = [];
      for await (const { path } of repository.walk((await repository.findSnapshot('latest')).tree))
        if (path.startsWith(`${data}/`)) theirs.push(path);
      const source = localSource([data], {
        exclude: matchesAny({ patterns, ignoringCase: insensitive }),
        excludeIfPresent: tags[0] === '--exclude-caches' ? [cacheTag] : tags.slice(1).map(parseFolderTag),
      });
      const ours = (await pathsOf(source)).filter(path => path.startsWith(`${data}/`));
      rmSync(data, { recursive: true });
      assert.deepEqual(
        ours.sort(),
        theirs.sort(),
        `${patterns.join(' ')} | ${insensitive.join(' ')} | ${tags.join(' ')}`,
      );
    },
  );
  await fc.assert(property, { numRuns: sampled(6, 120) });
});

/** Folders, with a file at the end of each path; a path that another one needs as a folder becomes one. */
function makeTree(data: string, paths: string[][]): void {
  mkdirSync(data);
  for (const path of paths.toSorted((a, b) => b.length - a.length)) {
    mkdirSync(join(data, ...path.slice(0, -1)), { recursive: true });
    try {
      writeFileSync(join(data, ...path), path.at(-1) === 'tag' ? 'Sig' : 'content', { flag: 'wx' });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && ['EEXIST', 'EISDIR'].includes(String(error.code))))
        throw error;
    }
  }
  writeFileSync(join(data, ...paths[0]!.slice(0, -1), 'CACHEDIR.TAG'), cacheTag.header);
}

async function pathsOf<E extends SourceEntry>(source: Source<E>): Promise<string[]> {
  const paths: string[] = [];
  const visit = async (folder: string, entries: E[]): Promise<void> => {
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      paths.push(path);
      if (entry.type === 'dir') await visit(path, await source.children(entry));
    }
  };
  await visit('', await source.roots());
  return paths;
}

test('what lies on other file systems is left out as restic leaves it out', async t => {
  const repository = await makeRepository(t, join(temporaryFolder(t), 'repository'));
  await resticOk(repository.location, ['backup', '--one-file-system', '/dev']);
  const [, ...theirs] = (await resticOk(repository.location, ['ls', 'latest'])).trimEnd().split('\n');
  const { tree } = await repository.archive(localSource(['/dev'], { oneFileSystem: true }));
  const ours: string[] = [];
  for await (const { path } of repository.walk(tree)) ours.push(path);
  assert.deepEqual(ours.sort(), theirs.sort());
  assert.ok(ours.length > 5);
  await repository.close();
});

test('a file system belongs to the innermost path that is named', () => {
  const hold = (paths: string[], path: string) => new FileSystems(paths).hold(path, lstatSync(path, { bigint: true }));
  assert.deepEqual([hold(['/'], '/proc'), hold(['/'], '/proc/sys'), hold(['/'], '/proc/stat')], [true, false, false]);
  assert.deepEqual([hold(['/', '/proc'], '/proc/sys'), hold(['/', '/proc'], '/etc')], [true, true]);
  assert.deepEqual([hold(['/', '/proc/sys'], '/proc/sys/fs'), hold(['/', '/proc/sys'], '/proc/stat')], [true, false]);
});

test('files that are too large are left out, but for a named one', async t => {
  const folder = temporaryFolder(t);
  const repository = await makeRepository(t, join(folder, 'repository'));
  const data = join(folder, 'data');
  mkdirSync(data);
  for (const [file, size] of Object.entries({ least: 0, most: 1024, over: 1025, named: 5000 }))
    writeFileSync(join(data, file), Buffer.alloc(size));
  await resticOk(repository.location, ['backup', '--exclude-larger-than', '1K', data]);
  const inSnapshot = async (tree: string) => {
    const found: string[] = [];
    for await (const { path, node } of repository.walk(tree)) if (node.type === 'file') found.push(path);
    return found.map(path => relative(data, path));
  };
  assert.deepEqual(await inSnapshot((await repository.findSnapshot('latest')).tree), ['least', 'most']);
  for (const [paths, kept] of [
    [[data], ['least', 'most']],
    [
      [data, join(data, 'named')],
      ['least', 'most', 'named'],
    ],
    [[join(data, 'named')], ['named']],
  ] as const) {
    const { tree } = await repository.archive(localSource(paths, { excludeLargerThan: 1024 }));
    assert.deepEqual(await inSnapshot(tree), kept);
  }
  await repository.close();
});

/** What is in the tree below a folder of files named as here, when `named` are saved without what the patterns and the tag exclude. */
async function kept(t: TestContext, files: string[], named: string[], patterns: string[], tag?: string) {
  const folder = join(temporaryFolder(t), 'top');
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  const source = localSource(
    named.map(path => join(folder, path)),
    {
      exclude: matchesAny({ patterns: patterns.map(pattern => pattern.replace(/^TOP/, folder)) }),
      excludeIfPresent: tag === undefined ? [] : [parseFolderTag(tag)],
    },
  );
  const paths = (await pathsOf(source)).filter(path => path.startsWith(`${folder}/`));
  return paths.map(path => relative(folder, path)).sort();
}

for (const [what, files, named, patterns, expected] of [
  ['its own name', ['tmp/a', 'tmp/b/c'], ['tmp'], ['tmp'], ['tmp', 'tmp/a', 'tmp/b', 'tmp/b/c']],
  ['its own path', ['tmp/a'], ['tmp'], ['TOP/tmp'], ['tmp', 'tmp/a']],
  ['the name of a folder above it', ['x/tmp/a'], ['x/tmp'], ['x'], ['x', 'x/tmp', 'x/tmp/a']],
  ['its own name, as a file', ['a.tmp', 'b.tmp'], ['a.tmp'], ['*.tmp'], ['a.tmp']],
  ['a name that is below it as well', ['tmp/a', 'tmp/b/tmp/c'], ['tmp'], ['tmp'], ['tmp', 'tmp/a', 'tmp/b']],
  ['all that is in it', ['tmp/a', 'tmp/b/c'], ['tmp'], ['tmp/*'], ['tmp']],
  ['its own name and something in it', ['tmp/a', 'tmp/b'], ['tmp'], ['tmp', 'b'], ['tmp', 'tmp/a']],
  ['what is taken back in it', ['tmp/a.o', 'tmp/b.o'], ['tmp'], ['tmp', '*.o', '!a.o'], ['tmp', 'tmp/a.o']],
  ['the name of one in another one', ['d/tmp/a', 'd/b'], ['d', 'd/tmp'], ['tmp'], ['d', 'd/b', 'd/tmp', 'd/tmp/a']],
  [
    'what lies between two of them',
    ['d/x/tmp/a', 'd/x/b', 'd/c'],
    ['d', 'd/x/tmp'],
    ['x'],
    ['d', 'd/c', 'd/x', 'd/x/tmp', 'd/x/tmp/a'],
  ],
] as const) {
  test(`what is named is not excluded by ${what}`, async t => {
    assert.deepEqual(await kept(t, [...files], [...named], [...patterns]), expected);
  });
}

test('what is named is not excluded by the tag of the folder above it', async t => {
  const files = ['d/tag', 'd/a/b', 'd/c', 'd/e/f/g', 'd/e/h'];
  assert.deepEqual(await kept(t, files, ['d/a'], [], 'tag'), ['d', 'd/a', 'd/a/b']);
  assert.deepEqual(await kept(t, files, ['d', 'd/a', 'd/e/f'], [], 'tag'), [
    ...['d', 'd/a', 'd/a/b', 'd/e', 'd/e/f', 'd/e/f/g', 'd/tag'],
  ]);
});
