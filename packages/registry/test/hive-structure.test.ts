import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameHash } from '../src/hive/subkey-list.ts';
import {
  binaryValue,
  checkHive,
  compareNames,
  createKey,
  diffKeys,
  editHive,
  ensureKey,
  hiveFormats,
  parseHive,
  type RegistryKey,
  stringValue,
  writeHive,
} from '../src/index.ts';
import { openHive, withChecksum } from './hive-bytes.ts';
import { sampleKey } from './sample.ts';

// What other programs read over and Windows does not: checked here on the bytes, without our reader.

const none = 0xffffffff;

function richTree(): RegistryKey {
  const tree = sampleKey();
  for (let index = 0; index < 1100; index++) ensureKey(tree, `Clients\\S01${String(index).padStart(5, '0')}`);
  ensureKey(tree, 'Own').securityDescriptor = new Uint8Array(28).fill(1);
  ensureKey(tree, 'Own\\Class').className = 'a class';
  ensureKey(tree, 'Own\\ﬁ ж').values.push(binaryValue('big', new Uint8Array(40_000)), stringValue('ж', 'text'));
  return tree;
}

for (const minorVersion of hiveFormats) {
  const hive = writeHive(richTree(), { minorVersion, timestamp: 0x1122334455667788n });
  const u16 = (offset: number) => hive.readUInt16LE(offset);
  const u32 = (offset: number) => hive.readUInt32LE(offset);
  const signature = (offset: number, length = 2) => hive.toString('latin1', offset, offset + length);
  /** From an offset in the bins to the content of the cell in the file. */
  const at = (offset: number) => offset + 4096 + 4;
  const nodes = [...walk(u32(36))];

  function* walk(offset: number, parent = none): Generator<{ offset: number; parent: number; node: number }> {
    yield { offset, parent, node: at(offset) };
    for (const subkey of subkeysOf(at(offset))) yield* walk(subkey, offset);
  }

  function subkeysOf(node: number): number[] {
    return u32(node + 20) === 0 ? [] : entriesOf(at(u32(node + 28))).map(entry => u32(entry));
  }

  function entriesOf(list: number): number[] {
    const count = u16(list + 2);
    if (signature(list) === 'ri') return range(count).flatMap(index => entriesOf(at(u32(list + 4 + 4 * index))));
    return range(count).map(index => list + 4 + (signature(list) === 'li' ? 4 : 8) * index);
  }

  function nameAt(node: number): string {
    const bytes = hive.subarray(node + 76, node + 76 + u16(node + 72));
    return bytes.toString((u16(node + 2) & 0x20) !== 0 ? 'latin1' : 'utf16le');
  }

  test(`1.${minorVersion}: the header is clean and its checksum right`, () => {
    assert.equal(signature(0, 4), 'regf');
    assert.equal(u32(4), u32(8));
    assert.deepEqual([u32(20), u32(24), u32(28), u32(32), u32(44)], [1, minorVersion, 0, 1, 1]);
    assert.equal(hive.readBigUInt64LE(12), 0x1122334455667788n);
    assert.equal(u32(40), hive.length - 4096);
    const sum = range(127).reduce((value, index) => value ^ u32(4 * index), 0) >>> 0;
    assert.equal(u32(508), sum);
  });

  test(`1.${minorVersion}: bins follow each other and cells fill them`, () => {
    let cells = 0;
    let offset = 4096;
    while (offset < hive.length) {
      assert.equal(signature(offset, 4), 'hbin');
      assert.equal(u32(offset + 4), offset - 4096);
      const end = offset + u32(offset + 8);
      assert.equal((end - offset) % 4096, 0);
      for (offset += 32; offset < end; cells++) {
        const size = Math.abs(hive.readInt32LE(offset));
        assert.ok(size >= 8 && size % 8 === 0, `cell of ${size} bytes at ${offset}`);
        offset += size;
      }
      assert.equal(offset, end);
    }
    assert.ok(cells > nodes.length);
  });

  test(`1.${minorVersion}: each key knows its parent, only the root has the flags of a root`, () => {
    assert.equal(u32(36), 32);
    for (const { node, parent } of nodes) {
      assert.equal(signature(node), 'nk');
      assert.equal(u32(node + 16), parent);
      assert.equal(u16(node + 2) & ~0x20, parent === none ? 0x0c : 0);
      assert.deepEqual([u32(node + 24), u32(node + 32)], [0, none]);
    }
  });

  test(`1.${minorVersion}: subkeys are sorted, in lists of the right kind and length, with the right hash or hint`, () => {
    for (const { node } of nodes.filter(each => u32(each.node + 20) > 0)) {
      const entries = entriesOf(at(u32(node + 28)));
      assert.equal(entries.length, u32(node + 20));
      const names = entries.map(entry => nameAt(at(u32(entry))));
      assert.deepEqual(names, names.toSorted(compareNames));
      entries.forEach((entry, index) => {
        const name = names[index]!;
        if (minorVersion === 5) assert.equal(u32(entry + 4), nameHash(name));
        else if (minorVersion === 3 && names.length <= 507)
          assert.equal(
            signature(entry + 4, 4),
            /[^\0-\xff]/.test(name.slice(0, 4)) ? '\0\0\0\0' : name.slice(0, 4).padEnd(4, '\0'),
          );
      });
    }
    const clients = nodes.find(each => nameAt(each.node) === 'Clients')!;
    const root = at(u32(clients.node + 28));
    assert.equal(signature(root), 'ri');
    const lists = range(u16(root + 2)).map(index => at(u32(root + 4 + 4 * index)));
    assert.deepEqual(
      lists.map(list => [signature(list), u16(list + 2)]),
      minorVersion === 5
        ? [
            ['lh', 507],
            ['lh', 507],
            ['lh', 86],
          ]
        : [
            ['li', 1013],
            ['li', 87],
          ],
    );
    assert.equal(signature(at(u32(at(u32(36)) + 28))), { 2: 'li', 3: 'lf', 5: 'lh' }[minorVersion]);
  });

  test(`1.${minorVersion}: security descriptors form a ring and count their keys`, () => {
    const counts = new Map<number, number>();
    for (const { node } of nodes) counts.set(u32(node + 44), (counts.get(u32(node + 44)) ?? 0) + 1);
    assert.equal(counts.size, 2);
    for (const [offset, count] of counts) {
      const record = at(offset);
      assert.equal(signature(record), 'sk');
      assert.equal(u32(record + 12), count);
      assert.equal(u32(at(u32(record + 4)) + 8), offset);
      assert.equal(u32(at(u32(record + 8)) + 4), offset);
      assert.ok(counts.has(u32(record + 4)));
    }
  });

  test(`1.${minorVersion}: a key knows the largest of its subkeys and values`, () => {
    const largest = (name: string) => {
      const { node } = nodes.find(each => nameAt(each.node) === name)!;
      return [u32(node + 52), u32(node + 56), u32(node + 60), u32(node + 64)];
    };
    assert.deepEqual(largest('Clients'), [16, 0, 0, 0]);
    assert.deepEqual(largest('Own'), [10, 14, 0, 0]);
    assert.deepEqual(largest('ﬁ ж'), [0, 0, 6, 40_000]);
  });

  test(`1.${minorVersion}: large data lies in ${minorVersion === 5 ? 'segments' : 'one cell'}`, () => {
    const { node } = nodes.find(each => nameAt(each.node) === 'ﬁ ж')!;
    const value = at(u32(at(u32(node + 40))));
    assert.deepEqual([signature(value), u32(value + 4)], ['vk', 40_000]);
    const data = at(u32(value + 8));
    if (minorVersion < 4) {
      assert.equal(-hive.readInt32LE(data - 4), 40_008);
      return;
    }
    assert.deepEqual([signature(data), u16(data + 2)], ['db', 3]);
    const sizes = range(3).map(index => -hive.readInt32LE(at(u32(at(u32(data + 4)) + 4 * index)) - 4));
    assert.deepEqual(sizes, [16_352, 16_352, 7320]);
  });
}

for (const [minorVersion, count, expected] of [
  [2, 507, 'li'],
  [2, 1013, 'li'],
  [2, 1014, 'ri li li'],
  [3, 507, 'lf'],
  [3, 508, 'ri li'],
  [3, 1013, 'ri li'],
  [3, 1014, 'ri li li'],
  [5, 507, 'lh'],
  [5, 508, 'ri lh lh'],
] as const) {
  test(`1.${minorVersion}: ${count} subkeys are in ${expected}, written at once or one by one`, () => {
    const names = range(count).map(index => `key ${String(index).padStart(4, '0')}`);
    const tree = createKey('R');
    for (const name of names) ensureKey(tree, name);
    const editor = editHive(writeHive(createKey('R'), { minorVersion }));
    for (const name of names) editor.createKey(name);
    assert.equal(listsOf(writeHive(tree, { minorVersion })), expected);
    assert.equal(listsOf(editor.bytes()), expected);
    assert.deepEqual(checkHive(editor.bytes()), []);
  });
}

test('hints below an ri go when a subkey is added, and the rest stays', () => {
  // Two lists with hints, as nobody but an older version of this library wrote them.
  const tree = createKey('R');
  for (const index of range(600)) ensureKey(tree, `key ${String(index).padStart(4, '0')}`);
  const halves = openHive(writeHive(tree, { minorVersion: 5 }));
  for (const list of range(2).map(index =>
    halves.at(halves.u32(halves.at(halves.u32(halves.node() + 28)) + 4 + 4 * index)),
  )) {
    halves.bytes.write('lf', list, 'latin1');
    for (const index of range(halves.u16(list + 2))) halves.bytes.write('key ', list + 8 + 8 * index, 'latin1');
  }
  halves.bytes.writeUInt32LE(3, 24);
  withChecksum(halves.bytes);
  assert.equal(listsOf(halves.bytes), 'ri lf lf');
  assert.deepEqual(checkHive(halves.bytes), []);
  const editor = editHive(halves.bytes);
  editor.createKey('key 0599x');
  assert.equal(listsOf(editor.bytes()), 'ri li li');
  assert.deepEqual(checkHive(editor.bytes()), []);
  ensureKey(tree, 'key 0599x');
  assert.deepEqual(diffKeys(tree, parseHive(editor.bytes()).root), []);
});

/** The lists of the root. */
function listsOf(bytes: Buffer): string {
  const { at, u16, u32, node } = openHive(bytes);
  const list = at(u32(node() + 28));
  const signature = (place: number) => bytes.toString('latin1', place, place + 2);
  if (signature(list) !== 'ri') return signature(list);
  return ['ri', ...range(u16(list + 2)).map(index => signature(at(u32(list + 4 + 4 * index))))].join(' ');
}

test('names of one byte a character are marked, empty names and others are not', () => {
  const tree = createKey('R');
  tree.values = [stringValue('', 'x'), stringValue('ä', 'x'), stringValue('ж', 'x')];
  const hive = writeHive(tree);
  const list = hive.readUInt32LE(hive.readUInt32LE(36) + 4100 + 40) + 4100;
  const flags = range(3).map(index => hive.readUInt16LE(hive.readUInt32LE(list + 4 * index) + 4100 + 16));
  assert.deepEqual(flags, [0, 1, 0]);
});

test('the key of a symbolic link carries its flag', () => {
  const tree = createKey('R');
  tree.values = [{ name: 'SymbolicLinkValue', type: 6, data: new Uint8Array(8) }];
  const hive = writeHive(tree);
  assert.equal(hive.readUInt16LE(hive.readUInt32LE(36) + 4096 + 4 + 2) & 0x10, 0x10);
});

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
