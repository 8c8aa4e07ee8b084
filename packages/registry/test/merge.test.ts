import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import {
  applyDifferences,
  cloneKey,
  createKey,
  deleteValue,
  differenceToJson,
  diffKeys,
  dwordValue,
  ensureKey,
  findKey,
  keyToJson,
  mergeKeys,
  multiStringValue,
  parseHive,
  type RegistryKey,
  removeKey,
  restoreKey,
  saveKey,
  setValue,
  stringValue,
  writeHive,
} from '../src/index.ts';
import { keyTree } from './arbitraries.ts';
import { richKey } from './hive-bytes.ts';

test('applying the differences of two trees to the one gives the other', () => {
  fc.assert(
    fc.property(keyTree, keyTree, (before, after) => {
      const tree = cloneKey(before);
      applyDifferences(tree, diffKeys(before, after));
      assert.deepEqual(diffKeys(tree, after), []);
    }),
    { numRuns: sampled(30, 1_000) },
  );
});

test('merging with an unchanged side gives the other side, and with itself too', () => {
  fc.assert(
    fc.property(keyTree, keyTree, (base, changed) => {
      const renamed = { ...changed, name: base.name };
      for (const [ours, theirs] of [
        [base, renamed],
        [renamed, base],
        [renamed, renamed],
      ] as const) {
        const { root, conflicts } = mergeKeys(base, ours, theirs);
        assert.deepEqual(conflicts, []);
        assert.deepEqual(diffKeys(renamed, root), []);
      }
    }),
    { numRuns: sampled(30, 1_000) },
  );
});

test('no conflict is missed: whichever side comes first, what is in no conflict is the same', () => {
  fc.assert(
    fc.property(keyTree, keyTree, keyTree, (base, one, two) => {
      const [ours, theirs] = [one, two].map(side => ({ ...side, name: base.name })) as [RegistryKey, RegistryKey];
      const merged = mergeKeys(base, ours, theirs);
      const other = mergeKeys(base, theirs, ours);
      assert.equal(merged.conflicts.length === 0, other.conflicts.length === 0);
      if (merged.conflicts.length === 0) assert.deepEqual(diffKeys(merged.root, other.root), []);
    }),
    { numRuns: sampled(60, 2_000) },
  );
});

function base(): RegistryKey {
  const root = createKey('SMS');
  root.values = [stringValue('Code', 'S01'), dwordValue('n', 1), dwordValue('m', 1)];
  setValue(ensureKey(root, 'A\\B'), dwordValue('deep', 1));
  ensureKey(root, 'C');
  return root;
}

function changed(change: (root: RegistryKey) => void): RegistryKey {
  const root = base();
  change(root);
  return root;
}

test('changes of different things come together; of the same thing ours stays and is a conflict', () => {
  const ours = changed(root => {
    setValue(root, dwordValue('n', 2));
    setValue(root, dwordValue('m', 5));
    ensureKey(root, 'New');
  });
  const theirs = changed(root => {
    setValue(root, stringValue('CODE', 'S02'));
    setValue(root, dwordValue('N', 3));
    setValue(root, dwordValue('m', 5));
    removeKey(root, 'C');
    setValue(ensureKey(root, 'New'), dwordValue('x', 1));
  });
  const { root, conflicts } = mergeKeys(base(), ours, theirs);
  const expected = changed(tree => {
    tree.values = [stringValue('Code', 'S02'), dwordValue('n', 2), dwordValue('m', 5)];
    removeKey(tree, 'C');
    setValue(ensureKey(tree, 'New'), dwordValue('x', 1));
  });
  assert.deepEqual(diffKeys(expected, root), []);
  assert.deepEqual(
    conflicts.map(({ path, ours: mine, theirs: other }) => [path, mine.kind, other.kind]),
    [['SMS', 'value-changed', 'value-changed']],
  );
});

test('a key that both sides added, each with another class or security descriptor, is a conflict', () => {
  const added = (properties: Partial<RegistryKey>) =>
    changed(root => void Object.assign(ensureKey(root, 'New'), properties));
  const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)];
  for (const [ours, theirs, conflicts] of [
    [added({ securityDescriptor: one }), added({ securityDescriptor: two }), 1],
    [added({ className: 'a' }), added({ className: 'b' }), 1],
    [added({ securityDescriptor: one }), added({ securityDescriptor: one }), 0],
    [added({ securityDescriptor: one }), added({}), 0],
  ] as const) {
    const merged = mergeKeys(base(), ours, theirs);
    assert.equal(merged.conflicts.length, conflicts);
    assert.deepEqual(diffKeys(ours, merged.root), []);
  }
});

for (const [what, ours, theirs] of [
  [
    'removed by them, changed by us',
    (root: RegistryKey) => setValue(findKey(root, 'A\\B')!, dwordValue('deep', 2)),
    (root: RegistryKey) => removeKey(root, 'A'),
  ],
  [
    'removed by us, changed by them',
    (root: RegistryKey) => removeKey(root, 'a'),
    (root: RegistryKey) => ensureKey(root, 'A\\B\\C'),
  ],
  [
    'deleted by us, changed by them',
    (root: RegistryKey) => deleteValue(root, 'n'),
    (root: RegistryKey) => setValue(root, dwordValue('n', 7)),
  ],
] as const) {
  test(`${what}: one conflict, and ours stays`, () => {
    const mine = changed(ours);
    const { root, conflicts } = mergeKeys(base(), mine, changed(theirs));
    assert.equal(conflicts.length, 1);
    assert.deepEqual(diffKeys(mine, root), []);
  });
}

test('differences and keys as JSON', () => {
  const after = changed(root => {
    setValue(root, multiStringValue('n', ['a', 'b']));
    Object.assign(ensureKey(root, 'K'), { className: 'c', securityDescriptor: new Uint8Array([1]) });
    removeKey(root, 'C');
  });
  assert.deepEqual(diffKeys(base(), { ...after, className: 'x' }).map(differenceToJson), [
    { kind: 'class-changed', path: 'SMS', before: '', after: 'x' },
    {
      kind: 'value-changed',
      path: 'SMS',
      before: { name: 'n', type: 'REG_DWORD', data: '01000000', number: 1 },
      after: { name: 'n', type: 'REG_MULTI_SZ', data: '6100000062000000'.concat('0000'), strings: ['a', 'b'] },
    },
    { kind: 'key-removed', path: 'SMS\\C' },
    { kind: 'key-added', path: 'SMS\\K', className: 'c', securityDescriptor: '01' },
  ]);
  const key = {
    ...createKey('K', { lastWrite: 125911584000000000n }),
    values: [stringValue('', 'x'), { name: 'o', type: 1, data: new Uint8Array([65]) }],
  };
  assert.deepEqual(keyToJson(key), {
    name: 'K',
    lastWrite: '2000-01-01T00:00:00.000Z',
    values: [
      { name: '', type: 'REG_SZ', data: '78000000', text: 'x' },
      { name: 'o', type: 'REG_SZ', data: '41' },
    ],
    subkeys: [],
  });
});

test('a key that was saved is restored in its place, under its name, with nothing of what was there', () => {
  const tree = richKey();
  const hive = writeHive(tree, { minorVersion: 5 });
  const saved = saveKey(base());
  const after = parseHive(restoreKey(hive, 'own\\deep', saved, { lastWrite: 5n })).root;
  const expected = parseHive(hive).root;
  const key = findKey(expected, 'Own\\Deep')!;
  delete key.className;
  Object.assign(key, { ...parseHive(saved).root, name: 'Deep', lastWrite: 5n });
  assert.deepEqual(after, expected);
  assert.throws(() => restoreKey(hive, 'None', saved), { code: 'REGISTRY_KEY_MISSING' });
  assert.deepEqual(diffKeys(base(), parseHive(restoreKey(hive, '', saved)).root), []);
});
