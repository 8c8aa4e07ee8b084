import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { longTest, sampled } from '../../../scripts/sample.ts';
import {
  binaryValue,
  checkHive,
  cloneKey,
  createKey,
  deleteValue,
  diffKeys,
  dwordValue,
  editHive,
  ensureKey,
  findKey,
  type HiveEditor,
  hiveFormats,
  parseHive,
  type RegistryKey,
  removeKey,
  setValue,
  stringValue,
  writeHive,
} from '../src/index.ts';
import { keyTree } from './arbitraries.ts';
import { openHive, richHive, richKey, withChecksum } from './hive-bytes.ts';
import { makeOldHive } from './make-old-hive.ts';

/** The same change of a hive and of a tree. */
type Edit =
  | { do: 'create'; path: string }
  | { do: 'remove'; path: string }
  | { do: 'set'; path: string; name: string; size: number }
  | { do: 'delete'; path: string; name: string }
  | { do: 'replace'; path: string; key: RegistryKey };

/** Few names, in both cases, so that they meet each other. */
const name = fc.constantFrom('a', 'A', 'b', 'c', 'dd', 'ж', 'Ж', 'ß', 'long name of a key');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map(names => names.join('\\'));
const anywhere = fc.oneof(path, fc.constant(''));
const size = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(4, 5, 3000, 16344, 16345, 40_000));
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ do: fc.constant('create' as const), path }),
  fc.record({ do: fc.constant('remove' as const), path }),
  fc.record({ do: fc.constant('set' as const), path: anywhere, name, size }),
  fc.record({ do: fc.constant('delete' as const), path: anywhere, name }),
  fc.record({ do: fc.constant('replace' as const), path: anywhere, key: keyTree }),
);

function applyToTree(root: RegistryKey, one: Edit): void {
  const key = findKey(root, one.path);
  if (one.do === 'create') ensureKey(root, one.path);
  else if (one.do === 'remove') removeKey(root, one.path);
  else if (key === undefined) return;
  else if (one.do === 'set') setValue(key, binaryValue(one.name, new Uint8Array(one.size).fill(one.size)));
  else if (one.do === 'delete') deleteValue(key, one.name);
  else {
    delete key.className;
    Object.assign(key, { ...cloneKey(one.key), name: key.name });
  }
}

function applyToHive(hive: HiveEditor, one: Edit): void {
  if (one.do === 'create') hive.createKey(one.path);
  else if (one.do === 'remove') hive.removeKey(one.path);
  else if (!hive.hasKey(one.path)) return;
  else if (one.do === 'set') hive.setValue(one.path, binaryValue(one.name, new Uint8Array(one.size).fill(one.size)));
  else if (one.do === 'delete') hive.deleteValue(one.path, one.name);
  else hive.replaceKey(one.path, one.key);
}

for (const minorVersion of hiveFormats) {
  test(`1.${minorVersion}: any changes of a hive leave it sound, with the content that the same changes of a tree give`, () => {
    fc.assert(
      fc.property(keyTree, fc.array(edit, { maxLength: 40 }), (before, edits) => {
        const tree = cloneKey(before);
        const hive = editHive(writeHive(tree, { minorVersion }));
        for (const one of edits) {
          applyToHive(hive, one);
          applyToTree(tree, one);
        }
        const bytes = hive.bytes();
        assert.deepEqual(checkHive(bytes), []);
        assert.deepEqual(diffKeys(tree, parseHive(bytes).root), []);
        assert.deepEqual(editHive(bytes).bytes(), bytes);
      }),
      { numRuns: sampled(15, 1_000) },
    );
  });

  const given = minorVersion === 5 ? test : longTest;
  given(`1.${minorVersion}: thousands of subkeys come and go in any order`, () => {
    const hive = editHive(writeHive(createKey('R'), { minorVersion }));
    const tree = createKey('R');
    const order = Array.from({ length: 3000 }, (_, index) => (index * 1009) % 3000);
    for (const number of order) {
      hive.createKey(`K\\key ${number}`);
      ensureKey(tree, `K\\key ${number}`);
    }
    const full = hive.bytes();
    assert.deepEqual(checkHive(full), []);
    assert.deepEqual(diffKeys(tree, parseHive(full).root), []);
    for (const number of order.slice(0, 2900)) {
      assert.equal(hive.removeKey(`K\\KEY ${number}`), true);
      removeKey(tree, `K\\key ${number}`);
    }
    const emptier = hive.bytes();
    assert.deepEqual(checkHive(emptier), []);
    assert.deepEqual(diffKeys(tree, parseHive(emptier).root), []);
    for (const number of order.slice(0, 2900)) hive.createKey(`K\\key ${number}`);
    assert.equal(hive.bytes().length, full.length, 'free cells are used again');
  });
}

test('nothing done is nothing changed', () => {
  const { bytes } = richHive();
  const hive = editHive(bytes);
  assert.equal(hive.createKey('own\\deep'), false);
  assert.equal(hive.removeKey('nothing'), false);
  assert.equal(hive.removeKey(''), false);
  assert.equal(hive.deleteValue('Own', 'nothing'), false);
  assert.deepEqual(hive.bytes(), bytes);
  assert.deepEqual(hive.changedPages(), []);
});

test('a change of one value in a large hive changes the header and hardly more than its own page', () => {
  const tree = createKey('R', { lastWrite: 1n });
  for (let index = 0; index < 3000; index++) {
    setValue(ensureKey(tree, `K\\${index}`, { lastWrite: 1n }), stringValue('text', `number ${index} of many`));
  }
  const before = writeHive(tree);
  const hive = editHive(before, { lastWrite: 99n });
  hive.setValue('K\\1500', stringValue('text', 'number X of many'));
  const pages = hive.changedPages();
  assert.equal(pages[0], 0);
  assert.ok(pages.length <= 3 && before.length > 100 * 4096, `${pages}`);
  const after = hive.bytes();
  assert.equal(after.length, before.length);
  const { root, timestamp, dirty } = parseHive(after);
  assert.deepEqual(
    [timestamp, dirty, findKey(root, 'K\\1500')!.lastWrite, findKey(root, 'K')!.lastWrite],
    [99n, false, 99n, 1n],
  );
  assert.deepEqual([after.readUInt32LE(4), after.readUInt32LE(8)], [2, 2]);
});

test('the hive that was given stays as it was, and what was behind its bins is dropped', () => {
  const { bytes } = richHive();
  const given = Buffer.concat([bytes, Buffer.from('remains')]);
  const kept = Buffer.from(given);
  const hive = editHive(given);
  hive.removeKey('Own');
  assert.deepEqual(given, kept);
  assert.equal(hive.bytes().length, bytes.length);
});

test('a new key has the security of its parent or its own, each stored once', () => {
  const hive = editHive(richHive().bytes);
  const own = new Uint8Array(60).fill(7);
  hive.createKey('Own\\Deep\\x\\y');
  hive.createKey('Own\\one', { securityDescriptor: own, className: 'k' });
  hive.createKey('Own\\two', { securityDescriptor: own });
  hive.setSecurityDescriptor('Many', own);
  const bytes = hive.bytes();
  assert.deepEqual(checkHive(bytes), []);
  const { root } = parseHive(bytes);
  const of = (path: string) => findKey(root, path)!.securityDescriptor;
  assert.equal(of('Own\\Deep\\x\\y'), of('Own\\Deep'));
  assert.equal(of('Own\\one'), of('Many'));
  assert.deepEqual(of('Own\\two'), own);
  assert.equal(findKey(root, 'Own\\one')!.className, 'k');
  hive.removeKey('Own');
  hive.setSecurityDescriptor('Many', of('')!);
  assert.deepEqual(checkHive(hive.bytes()), []);
  assert.equal(securityRecords(hive.bytes()), 1);
});

function securityRecords(bytes: Buffer): number {
  const { u32, at, node } = openHive(bytes);
  const first = u32(node() + 44);
  let count = 1;
  for (let offset = u32(at(first) + 4); offset !== first; offset = u32(at(offset) + 4)) count++;
  return count;
}

for (const [what, change, code, message] of [
  ['a missing key', hive => hive.setValue('Own\\None', dwordValue('n', 1)), 'REGISTRY_KEY_MISSING', /no key Own\\None/],
  ['a missing key', hive => hive.deleteValue('None', 'n'), 'REGISTRY_KEY_MISSING', /no key None/],
  ['a missing key', hive => hive.replaceKey('None', createKey('x')), 'REGISTRY_KEY_MISSING', /no key None/],
  ['too long a name', hive => hive.createKey(`new\\${'x'.repeat(256)}`), 'REGISTRY_LIMIT', /256 characters/],
  ['too deep a key', hive => hive.createKey('k\\'.repeat(513)), 'REGISTRY_LIMIT', /nested deeper/],
  ['too long a name', hive => hive.setValue('Own', stringValue('x'.repeat(16384), '')), 'REGISTRY_LIMIT', /16383/],
  ['a tree with twins', hive => hive.replaceKey('Own', twins()), 'REGISTRY_LIMIT', /key Own\\deep has "A" twice/],
] as [string, (hive: HiveEditor) => unknown, string, RegExp][]) {
  test(`${what} is refused, and the hive stays as it was: ${message.source}`, () => {
    const { bytes } = richHive();
    const hive = editHive(bytes);
    assert.throws(() => change(hive), { code, message });
    assert.deepEqual(hive.bytes(), bytes);
  });
}

function twins(): RegistryKey {
  const tree = richKey();
  ensureKey(tree, 'deep').subkeys.push(createKey('a'), createKey('A'));
  return tree;
}

test('a hive that is dirty, damaged or of an old format is refused', () => {
  const dirty = richHive().bytes;
  dirty.writeUInt32LE(9, 4);
  assert.throws(() => editHive(withChecksum(dirty)), { code: 'HIVE_INVALID', message: /a write was cut off/ });
  const { bytes, node } = richHive();
  bytes.writeUInt32LE(0, node('Own') + 16);
  assert.throws(() => editHive(bytes), { code: 'HIVE_INVALID', message: /as its parent/ });
  assert.throws(() => editHive(makeOldHive(createKey('R'), 1)), {
    code: 'HIVE_INVALID',
    message: /1\.1 can be read, but not changed/,
  });
});

test('a key takes many subkeys in any order, and many values', () => {
  const count = 4_000;
  const names = Array.from({ length: count }, (_, index) => `key ${(index * 7919) % count}`);
  for (const minorVersion of [3, 5] as const) {
    const editor = editHive(writeHive(createKey('R'), { minorVersion }));
    for (const name of names) {
      assert.equal(editor.createKey(`Many\\${name}`), true);
      editor.setValue(`Many\\${name}`, dwordValue('x', 1));
    }
    editor.createKey('Values');
    for (const number of [1, 2]) for (const name of names) editor.setValue('Values', dwordValue(name, number));
    for (const name of names.slice(0, count / 2)) {
      editor.deleteValue('Values', name);
      editor.removeKey(`Many\\${name}`);
    }
    const bytes = editor.bytes();
    assert.deepEqual(checkHive(bytes), []);
    const [many, values] = parseHive(bytes).root.subkeys;
    assert.equal(many!.subkeys.length, count / 2);
    assert.deepEqual(
      values!.values,
      names.slice(count / 2).map(name => dwordValue(name, 2)),
    );
  }
});
