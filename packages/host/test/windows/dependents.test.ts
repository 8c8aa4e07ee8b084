import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { windowsErrors } from '@resite/msrpc/status';
import { stop } from '../../src/windows/services/control-service.ts';

const [closeHandle, control, dependents, openManager, openService] = [0, 1, 13, 15, 16];

/** A service control manager of which one service is asked to stop: the answers to that, the last one again and again. No other that is at hand has dependents. */
function managerWith(...statuses: number[]): RpcBinding & { readonly stops: number } {
  const answer = (size: number, status: number) => {
    const stub = Buffer.alloc(size + 4);
    stub.writeUInt32LE(status, size);
    return stub;
  };
  let stops = 0;
  return {
    server: 'BRANCH1',
    get stops() {
      return stops;
    },
    call: async operation => {
      if (operation === openManager || operation === openService) return answer(20, 0).fill(1, 0, 20);
      if (operation === closeHandle) return answer(20, 0);
      if (operation === dependents) return answer(12, windowsErrors.ERROR_CALL_NOT_IMPLEMENTED);
      assert.equal(operation, control);
      return answer(28, statuses[Math.min(stops++, statuses.length - 1)]!);
    },
  };
}

const { ERROR_DEPENDENT_SERVICES_RUNNING, ERROR_SERVICE_NOT_ACTIVE } = windowsErrors;

for (const [then, last] of [
  ['it is told to stop', 0],
  ['it has stopped as well', ERROR_SERVICE_NOT_ACTIVE],
] as const)
  test(`a service on which others depend stops once they have: ${then}`, async () => {
    const manager = managerWith(ERROR_DEPENDENT_SERVICES_RUNNING, ERROR_DEPENDENT_SERVICES_RUNNING, last);
    await stop(manager, 'SMS_EXECUTIVE');
    assert.equal(manager.stops, 3);
  });

test('others that go on keep it running, and are not stopped', async () => {
  const manager = managerWith(ERROR_DEPENDENT_SERVICES_RUNNING);
  await assert.rejects(stop(manager, 'SMS_EXECUTIVE', { patience: 0 }), error => {
    assert.ok(isResiteError(error, 'SERVICE_STOP_FAILED'));
    assert.match(error.message, /because another one depends on it and runs \(NT error 1051\)/);
    return true;
  });
});
