import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { openRepository } from '@resite/repository';
import { hostSource } from '../src/capture/host-source.ts';
import { archiveWithFolder, folderSource } from '../src/capture/tree-source.ts';
import { pathsOf, roots, withImageSite } from './support/image-site.ts';

test('a folder joins what was captured, and nothing of that is stored or read again', () =>
  withImageSite(async ({ host, repository }) => {
    const captured = await repository.archive(hostSource(host, roots));
    const inner = await repository.archive(
      folderSource('registry', { 'SMS.hiv': Buffer.from('hive'), 'services/A.reg': Buffer.from('a') }),
    );
    const files = { 'manifest.json': Buffer.from('{}'), 'deep/er/note': Buffer.from('n') };
    const joined = await archiveWithFolder(repository, {
      tree: captured.tree,
      name: '.resite',
      folderTree: inner.tree,
      files,
    });

    assert.deepEqual(await pathsOf(repository, joined.tree), [
      '/.resite',
      '/.resite/deep',
      '/.resite/deep/er',
      '/.resite/deep/er/note',
      '/.resite/manifest.json',
      '/.resite/registry',
      '/.resite/registry/SMS.hiv',
      '/.resite/registry/services',
      '/.resite/registry/services/A.reg',
      ...(await pathsOf(repository, captured.tree)),
    ]);
    const read = async (path: string) =>
      (await buffer(repository.read((await repository.find(joined.tree, path))!))).toString();
    assert.equal(await read('/.resite/registry/SMS.hiv'), 'hive');
    assert.equal(await read('/.resite/deep/er/note'), 'n');
    assert.equal(await read('/C/SMS.INI'), '[SMS]');

    for (const path of ['/C', '/D/SMS_PKGD/P01/SETUP.EXE', '/C/SMS/System.map']) {
      assert.deepEqual(await repository.find(joined.tree, path), await repository.find(captured.tree, path), path);
    }
    assert.equal(joined.summary.filesUnmodified, captured.summary.filesProcessed);
    assert.equal(joined.summary.filesNew, 4);
  }));

test('what is not in the repository any more is missed, and not left out', () =>
  withImageSite(async ({ folder, host, repository }) => {
    const { tree } = await repository.archive(hostSource(host, roots));
    const hive = randomBytes(100_000);
    const { tree: folderTree } = await repository.archive(folderSource('registry', { 'SMS.hiv': hive }));
    for (const stored of [tree, folderTree])
      await repository.commit({
        time: new Date().toISOString(),
        tree: stored,
        paths: ['/'],
        hostname: 'A',
        username: 'b',
      });
    for (const { path, size } of await packsIn(folder)) if (size > hive.length) await rm(path);

    const again = await openRepository(join(folder, 'repository'), 'open sesame');
    await assert.rejects(archiveWithFolder(again, { tree, name: '.resite', folderTree, files: {} }), (error: unknown) =>
      isResiteError(error, 'REPOSITORY_DAMAGED'),
    );
    await again.close();
  }));

async function packsIn(folder: string): Promise<{ path: string; size: number }[]> {
  const data = join(folder, 'repository', 'data');
  const names = (await readdir(data, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile());
  return Promise.all(
    names.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { path, size: (await stat(path)).size };
    }),
  );
}
