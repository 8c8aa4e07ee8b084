import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsNoMoreFiles } from '../src/full-disk.ts';

const gone = () => {
  throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
};

for (const [what, room, wanted] of [
  ['no inode left', { bavail: 5, files: 100, ffree: 0 }, true],
  ['no inode and no byte left', { bavail: 0, files: 100, ffree: 0 }, false],
  ['inodes left', { bavail: 0, files: 100, ffree: 1 }, false],
  ['inodes made as needed, as of btrfs', { bavail: 5, files: 0, ffree: 0 }, false],
] as const)
  test(`a disk with ${what}`, () => {
    assert.equal(
      holdsNoMoreFiles('/disk/missing/file', path => (path === '/disk' ? room : gone())),
      wanted,
    );
  });

test('a disk that cannot be looked at', () => {
  assert.equal(holdsNoMoreFiles('/disk/file', gone), false);
});
