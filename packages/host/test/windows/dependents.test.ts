import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { windowsErrors } from '@resite/msrpc/status';
import { stop } from '../../src/windows/services/control-service.ts';

const [closeHandle, control, dependents, openManager, openService] = [0, 1, 13, 15, 16];

/** A service control manager of which one service is asked to stop, on which these depend. No other that is at hand tells of dependents. */
function managerWith(others: readonly string[] | undefined): RpcBinding {
  const answer = (size: number, status: number) => {
    const stub = Buffer.alloc(size + 4);
    stub.writeUInt32LE(status, size);
    return stub;
  };
  const answers: Record<number, () => Buffer> = {
    [openManager!]: () => answer(20, 0).fill(1, 0, 20),
    [openService!]: () => answer(20, 0).fill(1, 0, 20),
    [closeHandle!]: () => answer(20, 0),
    [control!]: () => answer(28, windowsErrors.ERROR_DEPENDENT_SERVICES_RUNNING),
    [dependents!]: () => (others ? listOf(others) : answer(12, windowsErrors.ERROR_CALL_NOT_IMPLEMENTED)),
  };
  return { server: 'BRANCH1', call: async operation => answers[operation]!() };
}

/** ENUM_SERVICE_STATUSW of [MS-SCMR] 2.2.11: two offsets and a SERVICE_STATUS of seven numbers each, then the texts. */
function listOf(names: readonly string[]): Buffer {
  const entries = Buffer.alloc(36 * names.length);
  const texts = names.map(name => Buffer.from(`${name}\0`, 'utf16le'));
  let at = entries.length;
  for (const [index, text] of texts.entries()) {
    entries.writeUInt32LE(at, 36 * index);
    entries.writeUInt32LE(at, 36 * index + 4);
    entries.writeUInt32LE(0x10, 36 * index + 8);
    entries.writeUInt32LE(4, 36 * index + 12);
    at += text.length;
  }
  const buffer = Buffer.concat([entries, ...texts]);
  const numbers = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);
  const padding = Buffer.alloc((4 - (buffer.length % 4)) % 4);
  return Buffer.concat([numbers(buffer.length), buffer, padding, numbers(0, names.length, 0)]);
}

for (const [what, others, message] of [
  ['is', ['FAXD'], /because FAXD depends on it and runs \(NT error 1051\)/],
  ['are', ['FAXD', 'PAGER'], /because FAXD, PAGER depend on it and run \(NT error 1051\)/],
  ['cannot be', undefined, /because another service depends on it and runs \(NT error 1051\)/],
] as const)
  test(`a service is not stopped while others depend on it, and which ${what} told`, async () => {
    await assert.rejects(stop(managerWith(others), 'SMS_EXECUTIVE'), error => {
      assert.ok(isResiteError(error, 'SERVICE_DEPENDENTS_RUNNING'));
      assert.match(error.message, message);
      return true;
    });
  });
