import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { type ErrorCode, isResiteError } from '@resite/errors';
import { startCuttingProxy } from '../../../../scripts/servers/cutting-proxy.ts';
import type { SmbServer } from '../../../../scripts/servers/smb-server.ts';
import { createSession } from '../../src/windows/session/session.ts';
import type { WindowsSettings } from '../../src/windows/settings.ts';
import { settingsOf, startServer } from '../support/windows-server.ts';

const root = { share: 'C$', path: '' };

describe('a session that cannot begin says why, and no secret', () => {
  let today: SmbServer;
  let nt4: SmbServer;
  let encrypted: SmbServer;

  before(async () => {
    [today, nt4, encrypted] = await Promise.all([
      startServer({ kind: 'today' }),
      startServer({ kind: 'nt4' }),
      startServer({ kind: 'encrypted' }),
    ]);
    // accounts that Debian has, so that none must be made
    for (const user of ['games', 'news']) today.tool('smbpasswd', ['-s', '-a', user], 'secret/1\nsecret/1\n');
    today.tool('smbpasswd', ['-d', 'news']);
  });

  after(() => Promise.all([today, nt4, encrypted].map(server => server.stop())));

  const refusals: [string, () => WindowsSettings, ErrorCode, RegExp][] = [
    ['a wrong password', () => settingsOf(today, { password: () => 'secret/2' }), 'HOST_LOGON', /password is wrong/],
    ['an unknown user', () => settingsOf(today, { user: 'BRANCHDOM\\NOBODYX' }), 'HOST_LOGON', /NOBODYX/],
    ['no user and no password', () => settingsOf(today, { user: 'X', password: () => '' }), 'HOST_LOGON', /X in/],
    [
      'a disabled account',
      () => settingsOf(today, { user: 'BRANCHDOM\\news', password: () => 'secret/1' }),
      'HOST_ACCOUNT_DISABLED',
      /is disabled/,
    ],
    ['a closed port', () => settingsOf(today, { port: 446 }), 'HOST_REFUSED', /port 446/],
    ['an unknown name', () => settingsOf(today, { address: 'no-such-host.invalid' }), 'HOST_NAME_UNKNOWN', /resolved/],
    [
      'SMB 2 where there is only SMB 1',
      () => settingsOf(nt4, { protocol: {}, port: 139 }),
      'HOST_PROTOCOL_REFUSED',
      /only SMB 1/,
    ],
    [
      'SMB 1 where there is only SMB 3',
      () => settingsOf(today, { protocol: { min: 'NT1', max: 'NT1' } }),
      'HOST_PROTOCOL_REFUSED',
      /NT1 to NT1/,
    ],
    [
      'a version that does not encrypt where that is required',
      () => settingsOf(encrypted, { protocol: { max: 'SMB2_10' } }),
      'HOST_PROTOCOL_REFUSED',
      /SMB2_10/,
    ],
  ];

  for (const [what, settings, code, words] of refusals) {
    test(what, async () => {
      const session = createSession(settings());
      await assert.rejects(session.ask('list the folder', [root]), error => {
        assert.ok(isResiteError(error, code), inspect(error));
        assert.match(error.message, words);
        assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /secret|Pass word/);
        return true;
      });
      await session.close();
    });
  }

  test('a locked account', async () => {
    today.tool('pdbedit', ['--account-policy=bad lockout attempt', '--value=2']);
    const attempt = async (password: string) => {
      const session = createSession(settingsOf(today, { user: 'BRANCHDOM\\games', password: () => password }));
      const error = await session.ask('list the folder', [root]).catch(error => error);
      await session.close();
      return isResiteError(error) ? error.code : error;
    };
    for (let round = 0; (await attempt(`wrong ${round}`)) === 'HOST_LOGON'; round++);
    assert.equal(await attempt('secret/1'), 'HOST_ACCOUNT_LOCKED');
  });

  test('a wrong password that is asked for again and again is tried once, whatever asks, and locks nothing', async () => {
    today.tool('smbpasswd', ['-s', '-a', 'uucp'], 'secret/1\nsecret/1\n');
    let password = 'secret/2';
    const attempt = async () => {
      const session = createSession(settingsOf(today, { user: 'BRANCHDOM\\uucp', password: () => password }));
      const ask = () => session.rpc('winreg').call(2, Buffer.from('0000000000000002', 'hex'));
      await ask()
        .catch(ask)
        .finally(() => session.close());
    };
    for (let round = 0; round < 5; round++) {
      await assert.rejects(attempt(), error => isResiteError(error, 'HOST_LOGON') && /wrong/.test(error.message));
    }
    password = 'secret/1';
    await attempt();
  });

  test('a password that was changed while the session lasted', async t => {
    today.tool('smbpasswd', ['-s', '-a', 'lp'], 'secret/1\nsecret/1\n');
    const proxy = await startCuttingProxy(today.port, today.address);
    t.after(() => proxy.stop());
    const reached = { address: '127.0.0.1', port: proxy.port, user: 'BRANCHDOM\\lp', password: () => 'secret/1' };
    const session = createSession(settingsOf(today, reached));
    t.after(() => session.close());
    // who may not see a folder has the right password all the same
    await assert.rejects(session.ask('list the folder', [root]), error => isResiteError(error, 'FILE_ACCESS'));
    await chmod(today.folder, 0o755);
    await session.ask('list the folder', [root]);
    today.tool('smbpasswd', ['-s', '-a', 'lp'], 'secret/2\nsecret/2\n');
    proxy.flow(); // what was connected is not any more
    await assert.rejects(session.ask('list the folder', [root]), error => isResiteError(error, 'HOST_LOGON'));
  });

  test('a server that accepts and says nothing', async () => {
    const silent = createServer(socket => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const settings = settingsOf(today, { address: '127.0.0.1', port, answerTimeout: 700 });
    const session = createSession(settings);
    await assert.rejects(session.ask('list the folder', [root]), error => {
      assert.ok(isResiteError(error, 'HOST_DOWN'), inspect(error));
      assert.match(error.message, /for 0.7 s/);
      return true;
    });
    await session.close();
    silent.close();
  });

  test('a server that speaks something else', async () => {
    const other = createServer(socket => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const session = createSession(settingsOf(today, { address: '127.0.0.1', port }));
    await assert.rejects(session.ask('list the folder', [root]), error =>
      isResiteError(error, 'HOST_DOWN', 'HOST_PROTOCOL_REFUSED'),
    );
    await session.close();
    other.close();
  });

  test('a share that does not exist', async () => {
    const session = createSession(settingsOf(today));
    for (const path of ['', 'SMS\\SMS.INI'])
      await assert.rejects(session.ask('list the folder', [{ share: 'Q$', path }]), error =>
        isResiteError(error, 'SHARE_MISSING'),
      );
    await session.close();
  });
});

describe('settings that cannot be meant are refused before anything is connected', () => {
  const good: WindowsSettings = { name: 'BRANCH1', address: 'branch1', user: 'DOM\\U', password: () => '' };
  for (const change of [
    { address: '' },
    { address: 'a/b' },
    { address: 'branch1[\\pipe\\x]' },
    { address: 'a,b' },
    { address: '-x' },
    { user: '' },
    { user: 'A\\B\\C' },
    { user: 'a\nb' },
    { user: 'a%b' },
    { port: 0 },
    { port: 1.5 },
    { protocol: { min: 'SMB3_11', max: 'SMB2_02' } },
    { protocol: { min: 'SMB9' as 'NT1' } },
  ] satisfies Partial<WindowsSettings>[]) {
    test(JSON.stringify(change), () => {
      assert.throws(
        () => createSession({ ...good, ...change }),
        error => isResiteError(error, 'CONFIG_INVALID'),
      );
    });
  }
});
