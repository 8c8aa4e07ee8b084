import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isResiteError, ResiteError } from '@resite/errors';
import { closeKey, openKey, openLocalMachine } from '@resite/msrpc/winreg';
import { startCuttingProxy } from '../../../../scripts/servers/cutting-proxy.ts';
import type { SmbServer } from '../../../../scripts/servers/smb-server.ts';
import { closing } from '../../src/windows/closing.ts';
import { sessionOf, startServer } from '../support/windows-server.ts';

const root = { share: 'C$', path: '' };

describe('a connection that is lost', () => {
  let server: SmbServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  test('takes what was opened over it along: that is a host that does not answer, and not the status of a call', async t => {
    const proxy = await startCuttingProxy(server.port, server.address);
    t.after(() => proxy.stop());
    const session = sessionOf(t, server, { address: '127.0.0.1', port: proxy.port });
    const winreg = session.rpc('winreg');
    const open = () => openKey(winreg, lost, 'SOFTWARE');
    const lost = await openLocalMachine(winreg);
    await open();
    proxy.flow(); // what was connected is not any more
    await assert.rejects(open(), error => isResiteError(error, 'HOST_DOWN'));
    const found = await openLocalMachine(winreg);
    for (const asked of [open, () => closeKey(winreg, lost)])
      await assert.rejects(asked(), error => isResiteError(error, 'HOST_DOWN') && /connection/.test(error.message));
    await openKey(winreg, found, 'SOFTWARE');
  });

  test('in silence is waited for once, by all that was asked meanwhile', async t => {
    const proxy = await startCuttingProxy(server.port, server.address);
    t.after(() => proxy.stop());
    const session = sessionOf(t, server, { address: '127.0.0.1', port: proxy.port, answerTimeout: 5_000 });
    const list = () => session.ask('list the folder', [root]);
    await list();
    proxy.stall();
    const { connections } = proxy;
    for (const { reason } of await failures([list(), list(), list()])) {
      assert.ok(isResiteError(reason, 'HOST_DOWN'));
      assert.match(reason.message, /for 5 s/);
    }
    assert.equal(proxy.connections, connections);
    proxy.flow();
    await list();
  });
});

test('what is open is closed after a failure, unless it went with the connection', async () => {
  const closed: string[] = [];
  for (const code of ['HOST_RIGHT', 'HOST_DOWN'] as const) {
    const fails = () => Promise.reject(new ResiteError(code, 'not done'));
    const close = async (handle: string) => void closed.push(handle);
    await assert.rejects(closing(code, close, fails), error => isResiteError(error, code));
  }
  assert.deepEqual(closed, ['HOST_RIGHT']);
});

async function failures(asked: readonly Promise<unknown>[]): Promise<PromiseRejectedResult[]> {
  const outcomes = await Promise.allSettled(asked);
  return outcomes.map(outcome => (outcome.status === 'rejected' ? outcome : assert.fail('it was answered')));
}
