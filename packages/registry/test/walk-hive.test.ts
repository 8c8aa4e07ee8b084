import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { parseHive, type RegistryKey, type VisitedKey, walkHive, writeHive } from '../src/index.ts';
import { keyTree } from './arbitraries.ts';
import { richHive } from './hive-bytes.ts';

/** The tree that a walk tells of. */
function collect(bytes: Uint8Array): RegistryKey {
  const above: RegistryKey[] = [];
  walkHive(bytes, {
    key({ name, depth, lastWrite, className, securityDescriptor }: VisitedKey) {
      const key: RegistryKey = {
        name,
        ...(className !== undefined && { className }),
        lastWrite,
        ...(securityDescriptor && { securityDescriptor }),
        values: [],
        subkeys: [],
      };
      above[depth - 1]?.subkeys.push(key);
      above.length = depth;
      above.push(key);
    },
    value({ name, type, size, data }) {
      assert.equal(data.length, size);
      above.at(-1)!.values.push({ name, type, data: new Uint8Array(data) });
    },
  });
  return above[0]!;
}

test('a walk comes to all that the tree has, in its order', () => {
  fc.assert(
    fc.property(keyTree, fc.constantFrom(3 as const, 5 as const), (tree, minorVersion) => {
      assert.deepEqual(collect(writeHive(tree, { minorVersion })), tree);
    }),
    { numRuns: 100 },
  );
  const { bytes } = richHive(5);
  assert.deepEqual(collect(bytes), parseHive(bytes).root);
});

test('whatever is damaged, a walk says the same as reading does', () => {
  const { bytes: original } = richHive(5);
  const outcome = (read: () => unknown) => {
    try {
      return read();
    } catch (error) {
      if (!isResiteError(error, 'HIVE_INVALID')) throw error;
      return error.code;
    }
  };
  const place = fc.integer({ min: 1024, max: original.length / 4 - 1 });
  const number = fc.oneof(fc.constantFrom(0, 1, 0xffffffff, 0x80000000), fc.integer({ min: 0, max: original.length }));
  fc.assert(
    fc.property(fc.array(fc.tuple(place, number), { minLength: 1, maxLength: 6 }), changes => {
      const bytes = Buffer.from(original);
      for (const [at, value] of changes) bytes.writeUInt32LE(value, at * 4);
      const parsed = outcome(() => stripped(parseHive(bytes).root));
      assert.deepEqual(
        outcome(() => collect(bytes)),
        parsed,
      );
    }),
    { numRuns: 300 },
  );
});

/** A walk does not tell of the flag that no key of a file should have. */
function stripped({ volatile, ...key }: RegistryKey): RegistryKey {
  return { ...key, subkeys: key.subkeys.map(stripped) };
}
