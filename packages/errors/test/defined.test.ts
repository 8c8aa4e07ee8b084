import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defined } from '../src/defined.ts';

const maybe = (text: string): string | undefined => (text === '' ? undefined : text);

test('keys whose value is undefined are not there', () => {
  const object: { readonly kind: 'a'; name?: string; size?: number } = defined({
    kind: 'a',
    name: maybe(''),
    size: undefined,
  });
  assert.deepEqual(Object.keys(object), ['kind']);
});

test('every other value stays, in its order', () => {
  const values = { last: null, no: false, zero: 0, text: '', not: Number.NaN, list: [undefined], name: maybe('x') };
  assert.deepEqual(defined(values), values);
  assert.deepEqual(Object.keys(defined(values)), Object.keys(values));
});

test('what comes back is what JSON would keep, and one that was cleaned stays as it is', () => {
  const value = fc.option(fc.oneof(fc.integer(), fc.string(), fc.constant(null)), { nil: undefined });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), object => {
      const kept = defined(object);
      assert.equal(JSON.stringify(kept), JSON.stringify(object));
      assert.deepEqual(defined(kept), kept);
    }),
  );
});

test('a key that may be undefined is optional to the compiler, and one that may not is required', () => {
  const object = defined({ name: 'S01', parent: maybe('CEN') });
  const name: 'S01' = object.name;
  // @ts-expect-error it may not be there
  const parent: string = object.parent;
  assert.deepEqual([name, parent], ['S01', 'CEN']);
});
