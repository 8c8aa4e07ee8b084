import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defined } from '@resite/errors';
import { folderMode, type TreeNode } from '@resite/repository';
import fc from 'fast-check';
import { fileMetadata, windowsAttributes } from '../src/capture/windows-attributes.ts';

const node = (genericAttributes?: TreeNode['genericAttributes']): TreeNode => ({
  name: Buffer.from('SMS'),
  type: 'dir',
  mode: folderMode,
  modified: 5n,
  accessed: 5n,
  changed: 5n,
  uid: 0,
  gid: 0,
  ...defined({ genericAttributes }),
});

/** From 1601 on, as far as 63 bits of 100 ns reach. */
const time = fc.bigInt({ min: -116_444_736_000_000_000n, max: 2n ** 63n - 1n - 116_444_736_000_000_000n });

test('attributes, creation time and security descriptor come back as they were', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffff_ffff }),
      time,
      fc.option(fc.uint8Array({ minLength: 1 }), { nil: undefined }),
      (attributes, hundredNanoseconds, securityDescriptor) => {
        const created = hundredNanoseconds * 100n;
        const kept = JSON.parse(JSON.stringify(windowsAttributes({ attributes, created, securityDescriptor })));
        const found = fileMetadata(node(kept));
        assert.equal(found.attributes, attributes);
        assert.equal(found.created, created);
        assert.equal(found.modified, 5n);
        assert.deepEqual(found.securityDescriptor && Uint8Array.from(found.securityDescriptor), securityDescriptor);
      },
    ),
  );
});

test('of a creation time only the digits below 100 ns are lost, also before 1970', () => {
  fc.assert(
    fc.property(time, fc.bigInt({ min: 0n, max: 99n }), (hundredNanoseconds, rest) => {
      const created = hundredNanoseconds * 100n + rest;
      const found = fileMetadata(node(windowsAttributes({ attributes: 0, created })));
      const lost = created - (found.created ?? 0n);
      assert.ok(lost > -100n && lost < 100n);
    }),
  );
});

test('a node of a program that keeps no attributes gives its time only', () => {
  assert.deepEqual(fileMetadata(node()), { modified: 5n });
});

test('numbers are those of restic: the FILETIME of 1970 and hidden', () => {
  assert.deepEqual(windowsAttributes({ attributes: 2, created: 0n }), {
    'windows.creation_time': { LowDateTime: 0xd53e_8000, HighDateTime: 0x019d_b1de },
    'windows.file_attributes': 2,
  });
});

test('whatever stands in a tree in their place is either one that Windows could have or as if not there', () => {
  const any = fc.oneof(
    fc.jsonValue(),
    fc.bigInt(),
    fc.record({ LowDateTime: fc.jsonValue(), HighDateTime: fc.jsonValue() }),
  );
  fc.assert(
    fc.property(any, any, any, (attributes, created, security) => {
      const found = fileMetadata(
        node({
          'windows.file_attributes': attributes,
          'windows.creation_time': created,
          'windows.security_descriptor': security,
        }),
      );
      assert.ok(found.attributes === undefined || (found.attributes >= 0 && found.attributes <= 0xffff_ffff));
      assert.ok(found.created === undefined || typeof found.created === 'bigint');
      assert.ok(found.securityDescriptor === undefined || found.securityDescriptor instanceof Uint8Array);
    }),
  );
});
