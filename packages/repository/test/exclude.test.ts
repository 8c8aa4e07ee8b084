import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
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
