import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeFolders } from '@resite/filesystem';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'resite-folders-'));
});
after(() => rmSync(folder, { recursive: true }));

test('folders are made with those above them, and what is there stays', () => {
  assert.equal(makeFolders(join(folder, 'a/b/c'), 0o750), join(folder, 'a'));
  assert.equal(statSync(join(folder, 'a/b')).mode & 0o777, 0o750);
  assert.equal(makeFolders(join(folder, 'a/b/d')), join(folder, 'a/b/d'));
  assert.equal(makeFolders(join(folder, 'a/b')), undefined);
  assert.equal(makeFolders('/'), undefined);
  mkdirSync(join(folder, 'real'));
  symlinkSync('real', join(folder, 'link'));
  assert.equal(makeFolders(join(folder, 'link')), undefined);
  makeFolders(join(folder, 'link/in'));
  assert.ok(statSync(join(folder, 'real/in')).isDirectory());
});

test('what cannot be made fails with the reason of the system', () => {
  writeFileSync(join(folder, 'file'), '');
  symlinkSync('nowhere', join(folder, 'dangling'));
  for (const [path, code] of [
    [join(folder, 'file'), 'EEXIST'],
    [join(folder, 'file/x'), 'ENOTDIR'],
    [join(folder, 'dangling'), 'EEXIST'],
    ['/proc/resite', 'ENOENT'],
    ['/proc/resite/x', 'ENOENT'],
  ] as const)
    assert.throws(() => makeFolders(path), { code }, path);
});
