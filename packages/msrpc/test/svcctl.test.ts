import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { isWindowsError, type RpcBinding, svcctl, windowsStatus } from '../src/index.ts';
import { buffer, entries, list, manager, operations, running, runningNumbers, service } from './operations/svcctl.ts';
import { testOperations } from './operations/test-operations.ts';
import { hex, samba, struct, type Value } from './support/samba.ts';

testOperations('svcctl', operations);

test('a service of the list is laid out as Samba lays it out', async () => {
  const blob: Value = { blob: ['svcctl', 'ENUM_SERVICE_STATUSW', buffer(['Spooler']).toString('hex')] };
  assert.deepEqual(await samba.show(blob), {
    service_name: 'Spooler',
    display_name: 'The Spooler',
    status: { ...runningNumbers, win32_exit_code: [0, 'WERR_OK'] },
  });
});

/** impacket 0.10 reads these bytes so; Samba's description of the operation differs from [MS-SCMR] 3.1.4.11 in both fields. */
test('dependencies and the encrypted password of a change are arrays of bytes, each with its size behind it', async () => {
  const stubs: Uint8Array[] = [];
  const binding: RpcBinding = {
    server: 'BRANCH1',
    async call(_, stub) {
      stubs.push(stub);
      return new Uint8Array(8);
    },
  };
  await svcctl.changeServiceConfig(binding, service.own, {
    startType: 'SERVICE_DISABLED',
    dependencies: ['RpcSs', '+NDIS'],
    account: 'DOM\\user',
    encryptedPassword: new Uint8Array([1, 2, 3, 4, 5]),
    displayName: 'Disp',
  });
  const parts = [
    service.samba.handle,
    'ffffffff 04000000 ffffffff 00000000 00000000 00000000',
    '00000200 1a000000 52007000630053007300 0000 2b004e00440049005300 0000 0000 0000 1a000000',
    '04000200 09000000 00000000 09000000 44004f004d005c007500730065007200 0000 0000',
    '08000200 05000000 0102030405 000000 05000000',
    '0c000200 05000000 00000000 05000000 4400690073007000 0000',
  ];
  assert.deepEqual(stubs.map(hex), [parts.join('').replaceAll(' ', '')]);
});

test('a long list comes page by page, and a page that is too small is asked for again', async () => {
  const larger = 0x4000 + 50_000;
  const { binding, requests } = samba.server(
    'svcctl',
    { ...list('out_service', [], { out_needed: 50_000 }), out_resume_handle: 0, result: 234 },
    { ...list('out_service', ['a', 'b'], { out_needed: 90 }, larger), out_resume_handle: 2, result: 234 },
    { ...list('out_service', ['c'], {}, larger), out_resume_handle: 0, result: 0 },
    { ...list('out_service_status', [], { out_needed: 300 }), result: 234 },
    { ...list('out_service_status', ['d'], {}, 0x10000), result: 0 },
  );
  assert.deepEqual(await svcctl.enumerateServices(binding, manager.own), entries('a', 'b', 'c'));
  assert.deepEqual(await svcctl.enumerateDependents(binding, service.own), entries('d'));
  assert.deepEqual(
    requests.map(({ arguments: { offered, resume_handle } }) => [offered, resume_handle]),
    [
      [0x4000, 0],
      [larger, 0],
      [larger, 2],
      [0x4000, undefined],
      [0x10000, undefined],
    ],
  );
});

for (const [what, resume] of [
  ['begins again', 0],
  ['has no handle', null],
] as const)
  test(`a list of which there is more for ever, and ${what}, is not believed`, async () => {
    const rooms = [0x4000, 0x10000, 0x40000];
    const pages = rooms.map(room => ({
      ...list('out_service', ['a'], {}, room),
      out_resume_handle: resume,
      result: 234,
    }));
    const { binding, requests } = samba.server('svcctl', ...pages);
    await assert.rejects(svcctl.enumerateServices(binding, manager.own), error =>
      isResiteError(error, 'RPC_ANSWER_INVALID'),
    );
    assert.deepEqual(
      requests.map(({ arguments: { offered } }) => offered),
      rooms,
    );
  });

for (const fault of [0x1c010002, 1745, 0xc002002e])
  test(`a server that lacks the later query is asked the older one, once told so by ${fault.toString(16)}`, async () => {
    const { binding, requests } = samba.server(
      'svcctl',
      { out_service_status: struct('svcctl.SERVICE_STATUS', runningNumbers), result: 0 },
      { out_service_status: struct('svcctl.SERVICE_STATUS', runningNumbers), result: 0 },
    );
    const asked: number[] = [];
    const older = withoutLater(binding, fault, asked);
    assert.deepEqual(await svcctl.queryServiceStatus(older, service.own), running);
    assert.deepEqual(await svcctl.queryServiceStatus(older, service.own), running);
    assert.deepEqual(asked, [40, 6, 6]);
    assert.deepEqual(requests[0], { operation: 'QueryServiceStatus', arguments: { handle: service.samba } });
  });

/** Numbers that mean nothing. */
const unknownStatus = { out_service_status: struct('svcctl.SERVICE_STATUS', { state: 99 }) };
const unknownConfig = { out_query: struct('svcctl.QUERY_SERVICE_CONFIG', { start_type: 99 }), out_needed: 0 };

for (const [what, answer, call] of [
  ['a state', unknownStatus, (binding: RpcBinding) => svcctl.queryServiceStatus(withoutLater(binding), service.own)],
  ['a configuration', unknownConfig, (binding: RpcBinding) => svcctl.queryServiceConfig(binding, service.own)],
] as const)
  test(`${what} that does not exist is invalid, and means nothing in a refusal`, async () => {
    const { binding } = samba.server('svcctl', { ...answer, result: 0 }, { ...answer, result: 6 });
    await assert.rejects(call(binding), error => isResiteError(error, 'RPC_ANSWER_INVALID'));
    await assert.rejects(call(binding), error => isWindowsError(error, 'ERROR_INVALID_HANDLE'));
  });

function withoutLater(binding: RpcBinding, fault = 0x1c010002, asked: number[] = []): RpcBinding {
  return {
    server: 'BRANCH1',
    async call(number, stub) {
      asked.push(number);
      if (number > 39) throw windowsStatus('BRANCH1', `operation ${number}`, fault);
      return binding.call(number, stub);
    },
  };
}

test('a fault is told with the name of the operation; what else a transport throws passes through', async () => {
  let error: Error = windowsStatus('BRANCH1', 'operation 40', 5);
  const binding: RpcBinding = {
    server: 'BRANCH1',
    call: async () => {
      throw error;
    },
  };
  await assert.rejects(svcctl.queryServiceStatus(binding, service.own), {
    code: 'RPC_STATUS',
    message: 'BRANCH1 refused RQueryServiceStatusEx: ERROR_ACCESS_DENIED (5)',
  });
  error = new Error('the cable is out');
  await assert.rejects(svcctl.queryServiceStatus(binding, service.own), thrown => thrown === error);
});

for (const name of ['', 'a/b', 'a\\b', 'a\0b'])
  test(`a dependency cannot have the name ${JSON.stringify(name)}`, async () => {
    const { binding, requests } = samba.server('svcctl');
    const creation = { name: 'A', imagePath: 'A.EXE', startType: 'SERVICE_DISABLED', dependencies: [name] } as const;
    await assert.rejects(svcctl.createService(binding, manager.own, creation), error =>
      isResiteError(error, 'RPC_ARGUMENT_INVALID'),
    );
    assert.deepEqual(requests, []);
  });
