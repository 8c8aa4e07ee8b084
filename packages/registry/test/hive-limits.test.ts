import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  binaryValue,
  createKey,
  ensureKey,
  parseHive,
  type RegistryKey,
  stringValue,
  writeHive,
} from '../src/index.ts';

const root = (change: (key: RegistryKey) => void) => {
  const key = createKey('R');
  change(key);
  return key;
};

for (const [what, tree, message] of [
  [
    'a key name of 256 characters',
    root(key => ensureKey(key, 'x'.repeat(256))),
    /has a name of 256 characters; 255 are allowed/,
  ],
  [
    'a backslash in a key name',
    root(key => key.subkeys.push(createKey('a\\b'))),
    /key R\\a\\b has a backslash in its name/,
  ],
  ['a key without a name', root(key => key.subkeys.push(createKey(''))), /key R\\ has no name/],
  [
    'two keys of one name',
    root(key => key.subkeys.push(createKey('a'), createKey('B'), createKey('A'))),
    /key R has "A" twice/,
  ],
  [
    'two values of one name',
    root(key => key.values.push(stringValue('a', ''), stringValue('A', ''))),
    /key R has "A" twice/,
  ],
  [
    'a value name of 16384 characters',
    root(key => key.values.push(stringValue('x'.repeat(16384), ''))),
    /16383 are allowed/,
  ],
  [
    'more than 1 MB of data',
    root(key => key.values.push(binaryValue('v', new Uint8Array(0x100000)))),
    /1048568 are allowed in format 1.3/,
  ],
  ['a tree of 514 levels', root(key => ensureKey(key, 'k\\'.repeat(513))), /is nested deeper than 512 levels/],
  [
    'a class of 32768 characters',
    root(key => Object.assign(key, { className: 'c'.repeat(32768) })),
    /has too long a class name/,
  ],
] as const) {
  test(`${what} cannot be written`, () => {
    assert.throws(() => writeHive(tree), { code: 'REGISTRY_LIMIT', message });
  });
}

test('what is just allowed comes back', () => {
  const tree = root(key => {
    ensureKey(key, 'k\\'.repeat(512));
    ensureKey(key, 'x'.repeat(255));
    key.values.push(stringValue('x'.repeat(16383), 'text'), binaryValue('v', new Uint8Array(0x100000 - 8)));
    key.className = 'c'.repeat(32767);
  });
  const read = parseHive(writeHive(tree)).root;
  assert.deepEqual(read.values, tree.values);
  assert.equal(read.className, tree.className);
  assert.equal(read.subkeys[1]!.name, 'x'.repeat(255));
});

test('format 1.5 takes more than 1 MB of data', () => {
  const tree = root(key => key.values.push(binaryValue('v', new Uint8Array(3_000_000).fill(7))));
  assert.deepEqual(parseHive(writeHive(tree, { minorVersion: 5 })).root.values, tree.values);
});
