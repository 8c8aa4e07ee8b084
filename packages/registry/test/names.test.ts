import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameHash } from '../src/hive/subkey-list.ts';
import { compareNames, sameName } from '../src/index.ts';

for (const [a, b, same] of [
  ['Software', 'SOFTWARE', true],
  ['größe', 'GRÖSSE', false],
  ['größe', 'GRÖßE', true],
  ['ключ', 'КЛЮЧ', true],
  ['', '', true],
  ['a', 'ab', false],
  ['ÿ', 'Ÿ', true],
  ['ı', 'I', false],
  ['ſ', 'S', false],
  ['µ', 'Μ', false],
  ['ǅ', 'Ǆ', false],
  ['ა', 'Ა', false],
  ['ᾳ', 'ᾼ', true],
  ['𐐨', '𐐀', false],
] as const) {
  test(`"${a}" and "${b}" are ${same ? '' : 'not '}the same name`, () => {
    assert.equal(sameName(a, b), same);
    assert.equal(compareNames(a, b) === 0, same);
  });
}

test('names are ordered by their uppercase code units, the shorter first', () => {
  const names = ['b', 'ключ', 'a_', 'aB', 'AA', 'A', 'a b', 'é', '￿', '𐐀'];
  assert.deepEqual(names.sort(compareNames), ['A', 'a b', 'AA', 'aB', 'a_', 'b', 'é', 'ключ', '𐐀', '￿']);
});

test('the hash of a name does not depend on its case', () => {
  assert.equal(nameHash('ControlSet001'), nameHash('CONTROLSET001'));
  assert.equal(nameHash('AB'), 65 * 37 + 66);
  assert.equal(
    nameHash('{0af4d2b1-0000-0000-0000-000000000000}') >>> 0,
    nameHash('{0AF4D2B1-0000-0000-0000-000000000000}'),
  );
});
