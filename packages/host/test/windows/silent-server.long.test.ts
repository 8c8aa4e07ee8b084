import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { createSession } from '../../src/windows/session/session.ts';

test('a server that was silent has five seconds for a new connection, however long an answer may take', async t => {
  const silent = createServer(socket => socket.resume()).listen(0, '127.0.0.1');
  t.after(() => silent.close());
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  const password = async () => 'secret';
  const session = createSession({
    name: 'BRANCH1',
    address: '127.0.0.1',
    port,
    user: 'ADMIN',
    password,
    answerTimeout: 6_000,
  });
  t.after(() => session.close());
  for (const patience of [/for 6 s/, /for 5 s/, /for 5 s/])
    await assert.rejects(
      session.ask('list the folder', [{ share: 'C$', path: '' }]),
      error => isResiteError(error, 'HOST_DOWN') && patience.test(error.message),
    );
});
