import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyText } from '../../../scripts/any-text.ts';
import { nameHash } from '../src/hive/subkey-list.ts';
import { compareNames, sameName, uniqueNames, upcase } from '../src/index.ts';

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
  ['straße', 'STRASSE', false],
  ['İ', 'i', false],
  ['ς', 'Σ', false],
  ['σ', 'Σ', true],
  ['ŉ', 'ʼN', false],
  ['ﬀ', 'FF', false],
  ['µ', 'Μ', false],
  ['ǅ', 'Ǆ', false],
  ['ǆ', 'Ǆ', true],
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

/** Names in which JavaScript and Windows may be of two minds. */
const name = fc
  .array(fc.constantFrom(...'aAbB09_\\ßẞsSıIiİſςσΣǆǅǄŉﬀµΜÿŸé'), { maxLength: 6 })
  .map(letters => letters.join(''));
const anyName = fc.oneof(name, anyText());

test('names are the same when their upper case is, which stays as it is and is as long as they are', () => {
  fc.assert(
    fc.property(anyName, anyName, (a, b) => {
      const same = upcase(a) === upcase(b);
      assert.equal(sameName(a, b), same);
      assert.equal(compareNames(a, b) === 0, same);
      assert.equal(Math.sign(compareNames(a, b)), 0 - Math.sign(compareNames(b, a)));
      assert.equal(upcase(upcase(a)), upcase(a));
      assert.equal(upcase(a).length, a.length);
      assert.equal(upcase(a + b), upcase(a) + upcase(b));
    }),
  );
});

test('names of ASCII compare as everybody thinks', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), text => {
      assert.equal(upcase(text), text.toUpperCase());
      assert.ok(sameName(text, text.toLowerCase()));
    }),
  );
});

test('each name is kept once, as it was first met', () => {
  assert.deepEqual(uniqueNames(['b', 'straße', 'B', 'STRASSE', 'STRAßE', 'a']), ['b', 'straße', 'STRASSE', 'a']);
  fc.assert(
    fc.property(fc.array(name), names => {
      const unique = uniqueNames(names);
      assert.equal(new Set(unique.map(upcase)).size, unique.length);
      assert.ok(names.every(each => unique.some(kept => sameName(kept, each))));
    }),
  );
});
