import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWindowsError, type WindowsErrorName, windowsErrors } from '../../src/index.ts';
import { samba } from '../support/samba.ts';
import type { OperationCase } from './operation-case.ts';

/** Tests each operation against Samba's NDR, once with success and once with a refusal. */
export function testOperations(
  of: string,
  operations: readonly OperationCase[],
  refusal: WindowsErrorName = 'ERROR_ACCESS_DENIED',
): void {
  for (const { name, operation, call, asked, answered, given } of operations) {
    test(`${name}: ${operation}`, async () => {
      const { binding, requests } = samba.server(of, { ...answered, result: 0 });
      assert.deepEqual(await call(binding), given);
      assert.deepEqual(requests, [{ operation, arguments: asked }]);
    });

    test(`${operation} may be refused (${name})`, async () => {
      const { binding } = samba.server(of, { ...answered, result: windowsErrors[refusal] });
      await assert.rejects(call(binding), error => isWindowsError(error, refusal));
    });
  }
}
