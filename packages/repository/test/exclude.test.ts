import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { cacheTag, localSource, matchesAny, parseFolderTag, type Source, type SourceEntry } from '../src/index.ts';
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
