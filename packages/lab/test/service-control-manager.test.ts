import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServiceKeys, ServiceSettings } from '@resite/host';
import { ServiceControlManager } from '../src/machine/service-control-manager.ts';

const states: ServiceSettings = {
  name: 'STATES',
  displayName: 'STATES',
  imagePath: 'C:\\WINNT35\\SYSTEM32\\SPOOLSS.EXE',
  account: 'LocalSystem',
  startType: 'manual',
};

test('a service that starts takes no control, and one that stops is not started', async () => {
  const running = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<boolean>();
  const controls: unknown[] = [];
  const manager = managerOf(states, {
    pid: 1,
    running: running.promise,
    ended: ended.promise,
    control: code => void controls.push(code),
    query: () => assert.fail(),
    kill: () => assert.fail(),
  });

  await manager.start('STATES');
  assert.equal(manager.list()[0]?.state, 'start-pending');
  await assert.rejects(manager.stop('STATES'), { code: 'SERVICE_STOP_FAILED', message: /1061/ });
  assert.deepEqual(controls, []);

  running.resolve(true);
  await running.promise;
  assert.equal(manager.list()[0]?.state, 'running');
  await manager.stop('STATES');
  assert.deepEqual(controls, ['stop']);
  assert.equal(manager.list()[0]?.state, 'stop-pending');
  await assert.rejects(manager.start('STATES'), { code: 'SERVICE_START_FAILED', message: /just stopping/ });

  ended.resolve(true);
  await ended.promise;
  assert.equal(manager.list()[0]?.state, 'stopped');
});

type Ports = ConstructorParameters<typeof ServiceControlManager>[0];

/** Of a computer with one service, which runs as this process. */
function managerOf(service: ServiceSettings, process: Awaited<ReturnType<Ports['launch']>>): ServiceControlManager {
  const keys = { list: () => [service], find: () => service, need: () => service } satisfies Partial<ServiceKeys>;
  return new ServiceControlManager({
    keys: keys as unknown as ServiceKeys,
    password: () => undefined,
    setPassword: () => assert.fail(),
    verifyAccount: () => assert.fail(),
    launch: async () => process,
    log: () => {},
  });
}
