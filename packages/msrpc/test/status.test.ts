import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWindowsError, windowsErrorName, windowsErrors, windowsStatus } from '../src/index.ts';
import { samba } from './support/samba.ts';

test('the numbers are those that Samba has for the names', async () => {
  const win32 = upperNames(await samba.names('werror', 'WERR_'));
  const nt = upperNames(await samba.names('ntstatus', 'NT_STATUS_'));
  const lists: readonly [RegExp, (name: string) => number | undefined][] = [
    [/^ERROR_(.+)/, name => win32.get(name)],
    [/^(RPC_[SX]_.+|NERR_.+)/, name => win32.get(name.toUpperCase())],
    [/^STATUS_(.+)/, name => nt.get(name)],
    [/^RPC_NT_(.+)/, name => nt.get(`RPC_${name}`)],
  ];
  const different = Object.entries(windowsErrors).filter(([name, number]) => {
    const [pattern, find] = lists.find(([pattern]) => pattern.test(name)) ?? [];
    return find !== undefined && find(name.match(pattern!)![1]!) !== number;
  });
  assert.deepEqual(different, []);
});

const upperNames = (numbers: Record<string, number>) =>
  new Map(Object.entries(numbers).map(([name, number]) => [name.toUpperCase(), number]));

test('each number has one name', () => {
  for (const [name, number] of Object.entries(windowsErrors)) assert.equal(windowsErrorName(number), name);
});

for (const [number, about, message] of [
  [1060, 'SMS_EXECUTIVE', 'BRANCH1 refused ROpenServiceW (SMS_EXECUTIVE): ERROR_SERVICE_DOES_NOT_EXIST (1060)'],
  [0xc0000073, undefined, 'BRANCH1 refused ROpenServiceW: STATUS_NONE_MAPPED (0xc0000073)'],
  [0x1c010002, undefined, 'BRANCH1 refused ROpenServiceW: nca_op_rng_error (0x1c010002)'],
  [4711, 'a\u202eb', 'BRANCH1 refused ROpenServiceW (a\\u202eb): Windows error 4711'],
] as const)
  test(`a refusal says who, what and why: ${number}`, () => {
    const error = windowsStatus('BRANCH1', 'ROpenServiceW', number, about);
    assert.equal(error.message, message);
    assert.equal(error.code, 'RPC_STATUS');
    assert.equal(error.windowsError, number);
  });

test('an error is told by its name', () => {
  const error = windowsStatus('BRANCH1', 'RStartServiceW', 1056);
  assert.equal(error.windowsName, 'ERROR_SERVICE_ALREADY_RUNNING');
  assert.equal(isWindowsError(error), true);
  assert.equal(isWindowsError(error, 'ERROR_ACCESS_DENIED', 'ERROR_SERVICE_ALREADY_RUNNING'), true);
  assert.equal(isWindowsError(error, 'ERROR_ACCESS_DENIED'), false);
  assert.equal(isWindowsError(new Error('ERROR_ACCESS_DENIED'), 'ERROR_ACCESS_DENIED'), false);
});
