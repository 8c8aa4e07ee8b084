import assert from 'node:assert/strict';
import { execFileSync, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isResiteError } from '@resite/errors';
import { isWindowsError } from '@resite/msrpc/status';
import { isLong, sampleOf } from '../../../../scripts/sample.ts';
import { startCuttingProxy } from '../../../../scripts/servers/cutting-proxy.ts';
import { smbServerKinds } from '../../../../scripts/servers/smb-configuration.ts';
import { type SmbServer, startSmbServer } from '../../../../scripts/servers/smb-server.ts';
import { createSession } from '../../src/windows/session/session.ts';
import { sessionOf, settingsOf, startServer } from '../support/windows-server.ts';

// of this file alone, so that what sessions leave can be counted
process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'sessions-'));
process.on('exit', () => rmSync(tmpdir(), { recursive: true }));

const at = (path: string) => ({ share: 'C$', path });
/** BaseRegOpenLocalMachine, as it is on the wire: no name of a server, MAXIMUM_ALLOWED. */
const openLocalMachine = Buffer.from('0000000000000002', 'hex');

for (const kind of smbServerKinds) {
  describe(`a session with a computer that speaks as ${kind}`, () => {
    let server: SmbServer;
    before(async () => {
      server = await startServer({ kind });
    });
    after(() => server.stop());

    test('lists, writes, reads, calls, and knows the key of the session', async t => {
      const session = sessionOf(t, server);
      assert.deepEqual((await session.ask('list the folder', [at('')])).names, []);
      const file = await session.ask('open for writing', [at('ü %# x'), { isNew: true, size: 4 }]);
      await session.ask('write', [file, 2, Buffer.from('cd')]);
      await session.ask('close', [file]);
      assert.deepEqual(await readFile(join(server.folder, 'C', 'ü %# x')), Buffer.from('\0\0cd'));
      const { data, rest } = await session.ask('read the beginning of', [at('ü %# x'), 100]);
      assert.deepEqual([Buffer.from(data).toString(), rest], ['\0\0cd', undefined]);

      const answer = Buffer.from(await session.rpc('winreg').call(2, openLocalMachine));
      assert.equal(answer.length, 24);
      assert.equal(answer.readUInt32LE(20), 0);
      assert.notDeepEqual(answer.subarray(0, 20), Buffer.alloc(20));
      const key = Buffer.from(await session.sessionKey('winreg'));
      assert.equal(key.length, 16);
      assert.notDeepEqual(key, Buffer.alloc(16));
    });

    test('says what the computer does not know, and works on', async t => {
      const session = sessionOf(t, server);
      const winreg = session.rpc('winreg');
      await assert.rejects(winreg.call(99, openLocalMachine), error =>
        isWindowsError(error, 'RPC_NT_PROCNUM_OUT_OF_RANGE'),
      );
      assert.equal((await winreg.call(2, openLocalMachine)).length, 24);
      await assert.rejects(session.rpc('atsvc').call(1, openLocalMachine), error =>
        isResiteError(error, 'HOST_INTERFACE_MISSING'),
      );
      assert.equal((await winreg.call(2, openLocalMachine)).length, 24);
    });
  });
}

describe('the process of a session', () => {
  let server: SmbServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  test('that is killed in the middle of a write is a host that does not answer; the next call has a new one', async t => {
    const session = sessionOf(t, server);
    const file = await session.ask('open for writing', [at('KILLED'), { isNew: true, size: 0 }]);
    const [child] = sessionProcesses();
    const writing = session.ask('write', [file, 0, Buffer.alloc(32 << 20)]);
    writing.catch(() => {});
    while ((await stat(join(server.folder, 'C', 'KILLED'))).size === 0) await sleep(1);
    process.kill(child!, 'SIGKILL');
    await assert.rejects(writing, error => isResiteError(error, 'HOST_DOWN') && /SIGKILL/.test(error.message));
    await assert.rejects(session.ask('close', [file]), error => isResiteError(error, 'HOST_DOWN'));
    const names = (await session.ask('list the folder', [at('')])).names;
    assert.ok(names.includes('KILLED'));
    assert.notEqual(sessionProcesses()[0], child);
  });

  test('leaves nothing: no process, no folder', async () => {
    const session = createSession(settingsOf(server));
    await session.ask('list the folder', [at('')]);
    assert.equal(sessionProcesses().length, 1);
    assert.equal(privateFolders().length, 1);
    await session.close();
    await session.close();
    assert.deepEqual([sessionProcesses(), privateFolders()], [[], []]);
    await assert.rejects(session.ask('list the folder', [at('')]), error => isResiteError(error, 'HOST_DOWN'));
  });

  test('ends with the program, however that ends, and takes its folder along', async () => {
    await killProgramWithSession(server);
    while (privateFolders().length > 0) await sleep(5);
  });

  test('tells nobody the password', async t => {
    const session = sessionOf(t, server);
    await session.ask('list the folder', [at('')]);
    await session.rpc('winreg').call(2, openLocalMachine);
    const [child] = sessionProcesses();
    const folder = join(tmpdir(), privateFolders()[0]!);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    const seen = [
      ...['cmdline', 'environ', 'status'].map(name => readFileSync(`/proc/${child}/${name}`, 'latin1')),
      execFileSync('grep', ['-r', '', folder], { encoding: 'latin1', maxBuffer: 1 << 26 }),
      inspect(await session.ask('list the folder', [at('ABSENT')]).catch(error => error), { depth: 20 }),
    ];
    for (const text of seen) {
      assert.ok(text.length > 0);
      for (const form of [server.password, encodeURIComponent(server.password)]) assert.ok(!text.includes(form));
      assert.ok(!text.includes(Buffer.from(server.password, 'utf16le').toString('latin1')));
    }
  });

  test('that hears nothing for too long is killed, and the next call has a new one', async t => {
    const proxy = await startCuttingProxy(server.port, server.address);
    t.after(() => proxy.stop());
    const session = sessionOf(t, server, { address: '127.0.0.1', port: proxy.port, answerTimeout: 1500 });
    const list = () => session.ask('list the folder', [at('')]);
    // A computer that is busy may need longer than that to connect and to log on.
    const listInTheEnd = async (): Promise<unknown> =>
      list().catch(error => (isResiteError(error, 'HOST_DOWN') ? listInTheEnd() : Promise.reject(error)));
    await listInTheEnd();
    proxy.stall();
    await assert.rejects(list(), error => isResiteError(error, 'HOST_DOWN'));
    proxy.flow();
    await listInTheEnd();
  });

  test('is closed at once, whatever it waits for', async t => {
    const proxy = await startCuttingProxy(server.port, server.address);
    t.after(() => proxy.stop());
    for (const isIn of [true, false]) {
      proxy.flow();
      const session = sessionOf(t, server, { address: '127.0.0.1', port: proxy.port, answerTimeout: 600_000 });
      if (isIn) await session.ask('list the folder', [at('')]);
      proxy.stall();
      const asked = Promise.allSettled([
        session.ask('list the folder', [at('')]),
        session.rpc('winreg').call(2, openLocalMachine),
      ]);
      while (sessionProcesses().length === 0) await sleep(1);
      await session.close();
      for (const outcome of await asked)
        assert.ok(outcome.status === 'rejected' && isResiteError(outcome.reason, 'HOST_DOWN'), JSON.stringify(outcome));
      assert.deepEqual([sessionProcesses(), privateFolders()], [[], []]);
    }
  });

  test('gives no part for the whole when the connection is cut, wherever that is, and goes on after it', async t => {
    const proxy = await startCuttingProxy(server.port, server.address);
    t.after(() => proxy.stop());
    const session = sessionOf(t, server, { address: '127.0.0.1', port: proxy.port, answerTimeout: 10_000 });
    const content = randomBytes(300_000);
    const names = Array.from({ length: 1500 }, (_, number) => `F${number}`).sort();
    await mkdir(join(server.folder, 'C', 'MANY'));
    for (const name of names) await writeFile(join(server.folder, 'C', 'MANY', name), '');

    const work = async () => {
      const file = await session.ask('open for writing', [at('CUT'), { isNew: false, size: 0 }]);
      await session.ask('write', [file, 0, content]);
      await session.ask('close', [file]);
      const { data } = await session.ask('read the beginning of', [at('CUT'), content.length + 1]);
      assert.ok(content.equals(data));
      const listed = await session.ask('list the folder', [at('MANY')]);
      assert.deepEqual(listed.names.toSorted(), names);
    };
    const cuts = [
      ...[0, 150, 600, 1500, 2500, 60_000, 250_000, 301_000].map(bytes => ['up', bytes] as const),
      ...[0, 150, 600, 1500, 2500, 60_000, 200_000, 320_000, 400_000, 450_000].map(bytes => ['down', bytes] as const),
    ];
    for (const [direction, bytes] of isLong ? cuts : sampleOf(cuts, 6)) {
      proxy.cutAfter(bytes, direction, 1);
      const outcome = await attempt(work);
      assert.ok(['done', 'HOST_DOWN'].includes(outcome), `${bytes} ${direction}: ${outcome}`);
      proxy.cutAfter(0, direction, 0);
      assert.equal(await attempt(() => session.ask('list the folder', [at('')])), 'done');
    }
    assert.ok(proxy.cuts >= 3, `${proxy.cuts} cuts`);
  });
});

test('a computer that goes down and comes back is a new connection to it', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'restarted-'));
  t.after(() => rm(folder, { recursive: true }));
  const server = await startSmbServer(folder);
  const session = sessionOf(t, server);
  const names = async () => (await session.ask('list the folder', [at('')])).names;
  const file = await session.ask('open for writing', [at('OPEN'), { isNew: true, size: 0 }]);
  await server.stop();
  const again = await startSmbServer(folder, { address: server.address });
  await assert.rejects(session.ask('write', [file, 0, Buffer.from('x')]), error => isResiteError(error, 'HOST_DOWN'));
  assert.deepEqual(await names(), ['OPEN']);
  await again.stop();
  await assert.rejects(names(), error => isResiteError(error, 'HOST_DOWN', 'HOST_REFUSED'));
  await assert.rejects(names(), error => isResiteError(error, 'HOST_REFUSED'));
});

/** The processes of sessions that this one has made. */
function sessionProcesses(): number[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return children.filter(child => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('/child/main')).map(Number);
}

function privateFolders(): string[] {
  return readdirSync(tmpdir()).filter(name => name.startsWith('resite-smb-'));
}

/** A program that was killed while it had a session. */
async function killProgramWithSession(server: SmbServer): Promise<void> {
  const program = fork(join(import.meta.dirname, '..', 'support', 'hold-session.ts'), { execArgv: [] });
  const { password, ...settings } = settingsOf(server);
  program.send({ settings, password: await password() });
  const [outcome] = await once(program, 'message');
  assert.deepEqual(outcome, { code: 'open' });
  assert.equal(privateFolders().length, 1);
  program.kill('SIGKILL');
}

async function attempt(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
    return 'done';
  } catch (error) {
    return isResiteError(error, 'HOST_DOWN') ? error.code : String(error);
  }
}
