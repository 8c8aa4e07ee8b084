import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

test('where Samba has no library, the packages to install are named', async () => {
  const listener = createServer(socket => socket.resume()).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const library = /libsmbclient\.so\.0 .*=> (\S+)/.exec(
    execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }),
  )?.[1];
  const program = join(import.meta.dirname, '..', 'support', 'hold-session.ts');
  // in the eyes of this program alone, the library is an empty file
  const script = 'mount --bind /dev/null "$(readlink -f "$1")" && shift && exec "$@"';
  const child = spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', library!, process.execPath, program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { port } = listener.address() as { port: number };
  child.send({ settings: { name: 'BRANCH1', address: '127.0.0.1', user: 'U', port }, password: '' });
  const ended = once(child, 'exit');
  const said = await Promise.race([once(child, 'message'), ended]);
  const { code, message, hint } = said[0] ?? {};
  assert.equal(code, 'SMB_LIBRARY_MISSING');
  assert.match(message, /libsmbclient\.so\.0/);
  assert.match(hint, /apt-get install libsmbclient samba-libs/);
  child.disconnect();
  await ended;
  listener.close();
});
