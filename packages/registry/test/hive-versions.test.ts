import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  binaryValue,
  checkHive,
  createKey,
  dwordValue,
  editHive,
  ensureKey,
  findKey,
  parseHive,
  type RegistryKey,
  recoverHive,
  salvageHive,
  stringValue,
  writeHive,
} from '../src/index.ts';
import { openHive, richHive, withChecksum } from './hive-bytes.ts';
import { cutOff, oldLog } from './make-logs.ts';
import { makeOldHive } from './make-old-hive.ts';

function tree(): RegistryKey {
  const root = { ...createKey('SOFTWARE', { lastWrite: 3n }), securityDescriptor: new Uint8Array(24).fill(5) };
  root.values = [dwordValue('n', 7), stringValue('', 'some text'), binaryValue('Größe', new Uint8Array(99).fill(9))];
  for (const name of ['Alpha', 'Ärger', 'Zeta']) {
    Object.assign(ensureKey(root, name, { lastWrite: 4n }), { securityDescriptor: root.securityDescriptor });
  }
  return root;
}

for (const minorVersion of [1, 2] as const) {
  test(`format 1.${minorVersion} is read, and nothing is wrong with it`, () => {
    const root = tree();
    const hive = makeOldHive(root, minorVersion);
    assert.deepEqual(parseHive(hive).root, { ...root, subkeys: root.subkeys });
    assert.equal(parseHive(hive).minorVersion, minorVersion);
    assert.deepEqual(checkHive(hive), []);
    assert.deepEqual(salvageHive(hive).root, parseHive(hive).root);
  });
}

test('a hive of format 1.2 is changed where it is, and stays one', () => {
  const root = tree();
  const editor = editHive(makeOldHive(root, 2), { lastWrite: 9n });
  for (let index = 0; index < 1100; index++) editor.createKey(`Zeta\\${index}`);
  editor.removeKey('Alpha');
  editor.setValue('', binaryValue('big', new Uint8Array(40_000)));
  const bytes = editor.bytes();
  assert.deepEqual(checkHive(bytes), []);
  const read = parseHive(bytes);
  assert.equal(read.minorVersion, 2);
  assert.equal(findKey(read.root, 'Zeta')!.subkeys.length, 1100);
  assert.equal(read.root.values.at(-1)!.data.length, 40_000);
  assert.doesNotMatch(bytes.toString('latin1'), /lf|lh/);
});

test('the write of a hive of format 1.2 that was cut off is finished from its log', () => {
  const [before, after] = [tree(), tree()];
  ensureKey(after, 'Zeta\\new', { lastWrite: 4n });
  const [old, fresh] = [before, after].map(root => writeHive(root, { minorVersion: 2 })) as [Buffer, Buffer];
  const { bytes } = recoverHive(cutOff(old), [{ name: 'LOG', bytes: oldLog(old, fresh, { type: 2 }) }]);
  assert.deepEqual(parseHive(bytes).root, parseHive(fresh).root);
  assert.equal(parseHive(bytes).minorVersion, 2);
  assert.deepEqual(checkHive(bytes), []);
});

test('names beyond Latin-1 are read in 1.1', () => {
  const root = tree();
  ensureKey(root, 'Ключ', { lastWrite: 4n }).securityDescriptor = root.securityDescriptor!;
  assert.deepEqual(parseHive(makeOldHive(root, 1)).root, root);
});

for (const minorVersion of [3, 4, 5, 6]) {
  test(`format 1.${minorVersion} is read`, () => {
    const { bytes } = richHive(minorVersion >= 5 ? 5 : 3);
    const { root } = parseHive(bytes);
    bytes.writeUInt32LE(minorVersion, 24);
    const read = parseHive(withChecksum(bytes));
    assert.deepEqual(read.root, root);
    assert.equal(read.minorVersion, minorVersion);
    assert.deepEqual(checkHive(bytes), []);
  });
}

for (const minorVersion of [0, 7]) {
  test(`format 1.${minorVersion} is not known`, () => {
    const { bytes } = richHive();
    bytes.writeUInt32LE(minorVersion, 24);
    assert.throws(() => parseHive(withChecksum(bytes)), {
      code: 'HIVE_INVALID',
      message: /version 1\.[07] is not known/,
    });
  });
}

test('a predefined handle has no values, whatever stands where they are counted', () => {
  const hive = openHive(writeHive(tree()));
  hive.bytes.writeUInt16LE(0x6c, hive.node() + 2);
  hive.bytes.writeUInt32LE(0x80000002, hive.node() + 36);
  assert.deepEqual(parseHive(hive.bytes).root.values, []);
});
