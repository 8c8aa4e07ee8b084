import fc from 'fast-check';
import { compareNames, type RegistryKey, type RegistryValue } from '../src/index.ts';
import { upcase } from '../src/model/names.ts';

/** Any UTF-16 code units, unpaired surrogates and NUL included; mostly ASCII letters, so that case matters. */
function name(minLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('a', 'A', 'b', 'B', 'z', '_', ' ') },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xff }).map(code => String.fromCharCode(code)) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)) },
  );
  return fc.array(unit, { minLength, maxLength: 8 }).map(units => units.join('').replaceAll('\\', '/'));
}

const value: fc.Arbitrary<RegistryValue> = fc.record(
  {
    name: name(0),
    type: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 0xffffffff })),
    data: fc.oneof(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 100 })),
  },
  { noNullPrototype: true },
);

const time = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });

/** A tree as a hive holds it: subkeys in order, each key with its security descriptor, no volatile keys. */
export const keyTree: fc.Arbitrary<RegistryKey> = fc.letrec<{ key: RegistryKey; subkeys: RegistryKey[] }>(tie => ({
  key: fc.record(
    {
      name: name(1),
      className: fc.string({ minLength: 1, maxLength: 10 }),
      lastWrite: time,
      securityDescriptor: fc.oneof(fc.constant(new Uint8Array(20)), fc.uint8Array({ maxLength: 60 })),
      values: fc.uniqueArray(value, { maxLength: 6, selector: item => upcase(item.name) }),
      subkeys: tie('subkeys'),
    },
    { requiredKeys: ['name', 'lastWrite', 'securityDescriptor', 'values', 'subkeys'], noNullPrototype: true },
  ),
  subkeys: fc.oneof(
    { maxDepth: 4 },
    { weight: 1, arbitrary: fc.constant<RegistryKey[]>([]) },
    {
      weight: 3,
      arbitrary: fc
        .uniqueArray(tie('key'), { maxLength: 5, selector: item => upcase(item.name) })
        .map(keys => keys.sort((a, b) => compareNames(a.name, b.name))),
    },
  ),
})).key;
