import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ErrorCode, isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { stringValue } from '@resite/registry/values';
import { startCuttingProxy } from '../../../../scripts/servers/cutting-proxy.ts';
import type { SmbServer } from '../../../../scripts/servers/smb-server.ts';
import { windowsFence } from '../../src/windows/fence/windows-fence.ts';
import type { RpcPipe } from '../../src/windows/session/protocol.ts';
import { hostOf, sessionOf, startServer } from '../support/windows-server.ts';

const is = (code: ErrorCode) => (error: unknown) => isResiteError(error, code);

describe('the fence of a Windows computer', () => {
  let server: SmbServer;
  const hosts: Host[] = [];
  const host = (...changes: Parameters<typeof hostOf> extends [unknown, ...infer Rest] ? Rest : never) => {
    const made = hostOf(server, ...changes);
    hosts.push(made);
    return made;
  };
  before(async () => {
    server = await startServer();
  });
  after(async () => {
    await Promise.all(hosts.map(each => each.close()));
    await server.stop();
  });

  const holder = () =>
    server.tool('smbclient', [`//${server.address}/C$`, '--command', 'get Windows\\RESITE\\FENCE /dev/null']);
  const refusal = () => {
    try {
      return holder();
    } catch (error) {
      return String((error as { stdout?: unknown }).stdout);
    }
  };

  test('is a file that the server lets nobody else open, and a number in the registry', async () => {
    const one = host();
    await one.claim();
    assert.match(refusal(), /NT_STATUS_SHARING_VIOLATION/);
    const said = server.tool('net', [
      'rpc',
      'registry',
      'getvalueraw',
      'HKLM\\SOFTWARE\\Resite',
      'Fence',
      '-S',
      server.address,
    ]);
    assert.equal(Number(said), await one.fence());
    const other = host();
    const fence = 'C:\\Windows\\RESITE\\FENCE';
    await assert.rejects(other.files.read(fence), is('FILE_IN_USE'));
    assert.equal((await other.files.usersOf!(fence)).length, 1, 'and who holds it can be asked');
    await one.close();
    assert.doesNotMatch(refusal(), /NT_STATUS/);
  });

  test('outlasts a connection that was cut, unless somebody else has claimed the computer meanwhile', async t => {
    const proxy = await startCuttingProxy(server.port, server.address);
    t.after(() => proxy.stop());
    const [one, two] = [host({ address: '127.0.0.1', port: proxy.port, answerTimeout: 5_000 }), host()];
    const cut = async () => {
      proxy.stall();
      await assert.rejects(one.files.createFolder('C:\\CUT'), is('HOST_DOWN'));
      proxy.flow();
    };
    await one.claim();
    const number = await one.fence();
    await cut();
    await one.files.createFolder('C:\\ONE');
    assert.equal(await one.fence(), number);
    assert.match(refusal(), /NT_STATUS_SHARING_VIOLATION/);
    await cut();
    await two.claim();
    await assert.rejects(one.files.createFolder('C:\\TWO'), is('FENCED'));
    await assert.rejects(one.registry.setValue('HKLM\\SOFTWARE\\X', stringValue('X', 'x')), is('FENCED'));
    assert.equal(await two.files.stat('C:\\TWO'), undefined);
  });

  test('is not taken over by who is no administrator', async t => {
    server.tool('smbpasswd', ['-s', '-a', 'games'], 'secret/1\nsecret/1\n');
    const one = host();
    await one.claim();
    const session = sessionOf(t, server);
    const ofGames = sessionOf(t, server, { user: `${server.domain}\\games`, password: () => 'secret/1' });
    // Samba lets none but an administrator look at its registry, Windows does
    const rpc = (pipe: RpcPipe) => (pipe === 'srvsvc' ? ofGames : session).rpc(pipe);
    await assert.rejects(windowsFence('BRANCH1', { ...session, rpc }).claim(), is('HOST_RIGHT'));
    await one.files.createFolder('C:\\MINE');
  });
});
