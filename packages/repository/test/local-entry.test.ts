import assert from 'node:assert/strict';
import { type BigIntStats, lstatSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../scripts/sample.ts';
import { nodeOf } from '../src/archive/node-of.ts';
import { fileMode, nodeType } from '../src/index.ts';
import { EntryShare, LocalEntry } from '../src/local/entry.ts';

const names = { users: new Map([[7, 'seven']]), groups: new Map([[8, 'eight']]) };
const kinds = fc.constantFrom(0o100000, 0o040000, 0o120000, 0o060000, 0o020000, 0o010000, 0o140000);
const stats = fc.record({
  atimeNs: fc.bigInt(-(2n ** 70n), 2n ** 70n),
  mtimeNs: fc.bigInt(-(2n ** 70n), 2n ** 70n),
  ctimeNs: fc.bigInt(-(2n ** 63n) - 2n, 2n ** 63n + 2n),
  // Node reads them as signed numbers.
  ino: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  dev: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  rdev: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  size: fc.bigInt(0n, 2n ** 63n - 1n),
  nlink: fc.bigInt(0n, 2n ** 32n),
  mode: fc.tuple(kinds, fc.integer({ min: 0, max: 0o7777 })).map(([kind, bits]) => BigInt(kind | bits)),
  uid: fc.oneof(fc.constant(7n), fc.bigInt(0n, 2n ** 32n - 1n)),
  gid: fc.oneof(fc.constant(8n), fc.bigInt(0n, 2n ** 32n - 1n)),
});

test('an entry tells what lstat told, with all bits of inodes and devices and times of any year', () => {
  const share = new EntryShare(names);
  const property = fc.property(fc.array(stats, { minLength: 1, maxLength: 300 }), all => {
    const entries = all.map(stat => new LocalEntry('/folder', 'name', stat as BigIntStats, share));
    const withAccessTime = new EntryShare(names, { withAccessTime: true });
    for (const [position, stat] of all.entries()) {
      const entry = entries[position]!;
      const type = nodeType(Number(stat.mode));
      assert.equal(entry.type, type);
      assert.equal(entry.mode, fileMode(Number(stat.mode)));
      assert.equal(entry.modified, stat.mtimeNs);
      assert.equal(entry.accessed, stat.mtimeNs);
      assert.equal(new LocalEntry('/', 'name', stat as BigIntStats, withAccessTime).accessed, stat.atimeNs);
      assert.equal(entry.changed, stat.ctimeNs);
      assert.equal(entry.inode, BigInt.asUintN(64, stat.ino));
      assert.equal(entry.deviceId, BigInt.asUintN(64, stat.dev));
      assert.equal(entry.size, type === 'file' ? stat.size : 0n);
      assert.equal(entry.links, type === 'dir' || type === 'fifo' ? 0n : stat.nlink);
      assert.equal(entry.device, type === 'dev' || type === 'chardev' ? BigInt.asUintN(64, stat.rdev) : 0n);
      assert.deepEqual([entry.uid, entry.gid], [Number(stat.uid), Number(stat.gid)]);
      assert.equal(entry.user, stat.uid === 7n ? 'seven' : '');
      assert.equal(entry.group, stat.gid === 8n ? 'eight' : '');
    }
  });
  fc.assert(property, { numRuns: runs(30) });
});

test('name and path have the bytes they have on disk', () => {
  const share = new EntryShare(names);
  const stat = lstatSync('/', { bigint: true });
  const entry = (folder: string | Buffer, name: Buffer) =>
    new LocalEntry(folder, name.toString('latin1'), stat, share).again(stat);
  assert.equal(entry('/a', Buffer.from('plain')).path, '/a/plain');
  assert.equal(entry('', Buffer.from('plain')).path, '/plain');
  assert.equal(entry('/ü', Buffer.from('größe 🙂')).path, '/ü/größe 🙂');
  assert.deepEqual(entry('/ü', Buffer.of(0xff, 0x61)).path, Buffer.concat([Buffer.from('/ü/'), Buffer.of(0xff, 0x61)]));
  assert.deepEqual(entry(Buffer.of(0x2f, 0xfe), Buffer.from('b')).path, Buffer.of(0x2f, 0xfe, 0x2f, 0x62));
  const property = fc.property(fc.uint8Array({ minLength: 1 }), bytes => {
    assert.deepEqual(nodeOf(entry('/', Buffer.from(bytes)), { withAttributes: false }).name, Buffer.from(bytes));
  });
  fc.assert(property);
});
