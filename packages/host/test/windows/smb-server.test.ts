import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { smbServerKinds } from '../../../../scripts/servers/smb-configuration.ts';
import { processesWith } from '../support/processes.ts';
import { startServer } from '../support/windows-server.ts';

for (const kind of smbServerKinds) {
  test(`a server that speaks as ${kind} does what Samba's own tools ask, and leaves no process behind`, async () => {
    const server = await startServer({ kind, drives: ['C', 'D'] });
    try {
      const shares = server.tool('net', ['rpc', 'share', 'list', '-S', server.address]);
      assert.deepEqual(shares.split('\n').filter(Boolean).sort(), ['C$', 'D$', 'IPC$']);
      server.tool('smbclient', [`//${server.address}/D$`, '-c', 'mkdir SMS']);
      assert.deepEqual(await readdir(join(server.folder, 'D')), ['SMS']);
      assert.ok(processesWith(server.configurationFile) > 1);
    } finally {
      await server.stop();
    }
    assert.equal(processesWith(server.configurationFile), 0);
  });
}

test('a server ends with the process that started it, however that ends', async () => {
  const child = fork(join(import.meta.dirname, '..', 'support', 'start-and-wait.ts'), { execArgv: [] });
  const [{ folder, configurationFile }] = await once(child, 'message');
  assert.ok(processesWith(configurationFile) > 1);
  child.kill('SIGKILL');
  while (processesWith(configurationFile) > 0) await sleep(5);
  await rm(folder, { recursive: true });
});

test('servers that are started at once have addresses of their own', async () => {
  const servers = await Promise.all([startServer(), startServer(), startServer()]);
  assert.equal(new Set(servers.map(({ address }) => address)).size, 3);
  await Promise.all(servers.map(server => server.stop()));
});
