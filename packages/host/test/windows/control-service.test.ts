import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { windowsErrors } from '@resite/msrpc/status';
import { start, stop } from '../../src/windows/services/control-service.ts';

const [closeHandle, control, dependents, openManager, openService, startService, queryStatus] = [
  0, 1, 13, 15, 16, 19, 40,
];

type Refusal = 'ERROR_DEPENDENT_SERVICES_RUNNING' | 'ERROR_INTERNAL_ERROR' | 'ERROR_SERVICE_CANNOT_ACCEPT_CTRL';

/** A service control manager that refuses what it is asked. None that is at hand tells of dependents, nor refuses what it has done when it is wanted. */
function managerWith(
  refusal: Refusal,
  { others, state = 4 }: { others?: readonly string[] | undefined; state?: number },
): RpcBinding {
  const answer = (size: number, status: number) => {
    const stub = Buffer.alloc(size + 4);
    stub.writeUInt32LE(status, size);
    return stub;
  };
  const answers: Record<number, () => Buffer> = {
    [openManager!]: () => answer(20, 0).fill(1, 0, 20),
    [openService!]: () => answer(20, 0).fill(1, 0, 20),
    [closeHandle!]: () => answer(20, 0),
    [startService!]: () => answer(0, windowsErrors[refusal]),
    [control!]: () => answer(28, windowsErrors[refusal]),
    [queryStatus!]: () => numbers(36, 0x10, state, 1, 0, 0, 0, 0, 77, 0, 36, 0),
    [dependents!]: () => (others ? listOf(others) : answer(12, windowsErrors.ERROR_CALL_NOT_IMPLEMENTED)),
  };
  return { server: 'BRANCH1', call: async operation => answers[operation]!() };
}

const numbers = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);

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
  const padding = Buffer.alloc((4 - (buffer.length % 4)) % 4);
  return Buffer.concat([numbers(buffer.length), buffer, padding, numbers(0, names.length, 0)]);
}

for (const [what, others, message] of [
  ['is', ['FAXD'], /because FAXD depends on it and runs \(NT error 1051\)/],
  ['are', ['FAXD', 'PAGER'], /because FAXD, PAGER depend on it and run \(NT error 1051\)/],
  ['cannot be', undefined, /because another service depends on it and runs \(NT error 1051\)/],
] as const)
  test(`a service is not stopped while others depend on it, and which ${what} told`, async () => {
    await assert.rejects(stop(managerWith('ERROR_DEPENDENT_SERVICES_RUNNING', { others }), 'SMS_EXECUTIVE'), error => {
      assert.ok(isResiteError(error, 'SERVICE_DEPENDENTS_RUNNING'));
      assert.match(error.message, message);
      return true;
    });
  });

const [stopped, startPending, stopPending, running] = [1, 2, 3, 4];

for (const [control, state, code] of [
  [start, running, undefined],
  [start, startPending, undefined],
  [start, stopPending, 'SERVICE_START_FAILED'],
  [start, stopped, 'SERVICE_START_FAILED'],
  [stop, stopped, undefined],
  [stop, stopPending, undefined],
  [stop, running, 'SERVICE_STOP_FAILED'],
] as const)
  test(`a refused ${control.name} is ${code ?? 'none'} of a service whose state is ${state}`, async () => {
    const done = control(managerWith('ERROR_INTERNAL_ERROR', { state: state! }), 'SMS_EXECUTIVE');
    if (code === undefined) await done;
    else await assert.rejects(done, error => isResiteError(error, code));
  });
