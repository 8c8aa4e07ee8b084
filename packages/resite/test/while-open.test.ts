import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { ResiteError } from '@resite/errors';
import { connectHost } from '@resite/procedure/connect';
import { whileOpen } from '../src/commands/while-open.ts';
import { temporaryFolder } from './support/cli.ts';

test('what is used is closed, whether it did what was asked or not', async () => {
  for (const fails of [false, true]) {
    let closed = 0;
    const part = {
      close: async () => {
        closed++;
      },
    };
    const used = whileOpen(part, new AbortController().signal, async () => {
      if (fails) throw new ResiteError('FILE_ACCESS', 'refused');
      return 'done';
    });
    if (fails) await assert.rejects(used, { code: 'FILE_ACCESS' });
    else assert.equal(await used, 'done');
    assert.equal(closed, 1);
  }
});

test('a computer that does not answer is not waited for when somebody interrupts', async t => {
  const folder = await temporaryFolder(t, { password: 'secret\n' });
  const sockets: Socket[] = [];
  const silent = createServer(socket => {
    sockets.push(socket.resume().on('error', () => {}));
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.after(() => silent.close());
  const { port } = silent.address() as { port: number };
  const settings = { driver: 'windows', address: '127.0.0.1', port, user: 'X' } as const;
  const host = connectHost('BRANCH1', { ...settings, password: { file: `${folder}/password` } });
  const interruption = new AbortController();
  const used = whileOpen(host, interruption.signal, ({ now }) => now());
  used.catch(() => {});
  while (sockets.length < 2) await once(silent, 'connection'); // one sees whether the port is open
  interruption.abort(new ResiteError('INTERRUPTED', 'interrupted'));
  await assert.rejects(used, { code: 'INTERRUPTED' });
});
