import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { hostSource } from '../src/capture/host-source.ts';
import { folderSource, treeWithFolder } from '../src/capture/tree-source.ts';
import { pathsOf, roots, withImageSite } from './support/image-site.ts';

test('a folder joins what was captured, and nothing of that is stored or read again', () =>
  withImageSite(async ({ host, repository }) => {
    const captured = await repository.archive(hostSource(host, roots));
    const inner = await repository.archive(
      folderSource('registry', { 'SMS.hiv': Buffer.from('hive'), 'services/A.reg': Buffer.from('a') }),
    );
    const files = { 'manifest.json': Buffer.from('{}'), 'deep/er/note': Buffer.from('n') };
    const source = await treeWithFolder(repository, {
      tree: captured.tree,
      name: '.resite',
      folderTree: inner.tree,
      files,
    });
    const joined = await repository.archive(source, { parent: captured.tree });

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
