import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { type ErrorCode, isResiteError, ResiteError } from '@resite/errors';
import { folderFence, type Host, type LabHandlers, labHost } from '@resite/host';
import { createKey } from '@resite/registry/keys';
import { stringValue } from '@resite/registry/values';
import { LabConnection } from '../src/lab/connection.ts';
import { startLabMachine } from './support/lab-machine.ts';
import { makeDisk } from './support/make-disk.ts';

const hostOf = (context: TestContext, machine: string) => {
  const host = labHost({ name: 'BRANCH1', machine });
  context.after(() => host.close());
  return host;
};

const machineAndHost = async (context: TestContext, handlers?: Partial<LabHandlers>) => {
  const machine = await startLabMachine(handlers);
  context.after(machine.destroy);
  return { machine, host: hostOf(context, machine.folder) };
};

const failsWith = (promise: Promise<unknown>, code: ErrorCode, message = /BRANCH1/) =>
  assert.rejects(promise, error => {
    assert.ok(isResiteError(error, code), String(error));
    assert.match(error.message, message);
    return true;
  });

const asked: Record<string, (host: Host) => Promise<unknown>> = {
  now: host => host.now(),
  claim: host => host.claim(),
  stat: host => host.files.stat('C:\\SMS'),
  write: host => host.files.write('C:\\X', Buffer.from('x')),
  'registry.read': host => host.registry.read('HKLM\\SOFTWARE'),
  'services.list': host => host.services.list(),
  'shares.list': host => host.shares.list(),
  'commands.run': host => host.commands.run('C:\\X.BAT'),
  identity: host => host.identity(),
};

for (const [why, prepare, kind] of [
  ['has never been up', async () => {}, 'start-machine'],
  ['has gone without a word', folder => machineFile(folder, { pid: 2 ** 22 + 1 }), 'start-machine'],
  ['has left a socket that nobody answers', folder => machineFile(folder, { pid: process.pid }), 'start-machine'],
  ['was destroyed', folder => rm(folder, { recursive: true }), 'create-machine'],
] satisfies [string, (folder: string) => Promise<unknown>, string][]) {
  test(`a machine that ${why} is down`, async context => {
    const folder = await makeDisk();
    context.after(() => rm(folder, { recursive: true, force: true }));
    await prepare(folder);
    const host = hostOf(context, folder);
    for (const ask of Object.values(asked)) {
      await assert.rejects(ask(host), error => {
        assert.ok(isResiteError(error, 'HOST_DOWN'), String(error));
        assert.match(error.message, /BRANCH1/);
        assert.deepEqual(error.remedy, { kind, folder: dirname(folder), machine: basename(folder) });
        return true;
      });
    }
  });
}

for (const text of ['', '{', '[]', '{"pid":"1","socket":"x"}', '{"pid":-1,"socket":"x"}', '{"pid":1}']) {
  test(`a machine.json of ${JSON.stringify(text)} is an error of its own`, async context => {
    const folder = await makeDisk();
    context.after(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'machine.json'), text);
    await failsWith(hostOf(context, folder).now(), 'HOST_PROTOCOL', /machine\.json/);
  });
}

test('a machine that comes up again is found again, and its fence holds', async context => {
  const { machine, host } = await machineAndHost(context);
  const other = hostOf(context, machine.folder);
  await host.claim();
  await host.registry.setValue('HKLM\\SOFTWARE\\Kept', stringValue('X', 'x'));
  await machine.down();
  await failsWith(host.now(), 'HOST_DOWN');
  await failsWith(host.files.stat('C:\\'), 'HOST_DOWN');
  await machine.up();
  assert.ok(await host.registry.value('HKLM\\SOFTWARE\\Kept', 'X'));
  await host.files.createFolder('C:\\SMS');
  await other.claim();
  await machine.down();
  await machine.up();
  await failsWith(host.files.createFolder('C:\\SMS'), 'FENCED');
  await failsWith(host.registry.remove('HKLM\\SOFTWARE\\Kept'), 'FENCED');
});

test('a machine that goes down leaves no request waiting', async context => {
  const begun = Promise.withResolvers<void>();
  const { machine, host } = await machineAndHost(context, {
    'commands.run': () => {
      begun.resolve();
      return new Promise(() => {});
    },
  });
  const outcome = failsWith(host.commands.run('C:\\FOREVER.BAT'), 'HOST_DOWN');
  await begun.promise;
  await machine.down();
  await outcome;
});

test('many requests are under way at once, and each gets its own answer', async context => {
  const waiting: (() => void)[] = [];
  const { host } = await machineAndHost(context, {
    'commands.run': async program => {
      await new Promise<void>(resolve => waiting.push(resolve));
      return { exitCode: 0, output: program };
    },
    'database.query': async sql => {
      // The last come are the first to be answered.
      for (const resolve of waiting.splice(0).reverse()) resolve();
      return [{ sql }];
    },
  });
  await host.claim();
  const programs = Array.from({ length: 50 }, (_, index) => `C:\\${index}.BAT`);
  const runs = Promise.all(programs.map(program => host.commands.run(program)));
  let done = false;
  const finished = runs.finally(() => {
    done = true;
  });
  for (let round = 0; !done; round++) assert.deepEqual(await host.database.query(`${round}`), [{ sql: `${round}` }]);
  assert.deepEqual(
    await finished,
    programs.map(output => ({ exitCode: 0, output })),
  );
});

test('a large key with every kind of character crosses the line', async context => {
  const { host } = await machineAndHost(context);
  const text = 'line\nfeed\r\u2028\u2029\ud83d\udcbe\ud800"\\';
  const key = {
    ...createKey('X'),
    values: [stringValue(text, text), { name: 'big', type: 3, data: Buffer.alloc(1_000_000, 7) }],
  };
  await host.registry.replace('HKLM\\SOFTWARE\\Large', key);
  const found = await host.registry.read('HKLM\\SOFTWARE\\Large');
  assert.deepEqual(
    found?.values.map(({ name, data }) => [name, Buffer.from(data)]),
    key.values.map(({ name, data }) => [name, Buffer.from(data)]),
  );
});

test('an error keeps its code and hint', async context => {
  const { host } = await machineAndHost(context, {
    'services.list': async () => {
      throw new ResiteError('SERVICE_STOP_FAILED', 'the service cannot be controlled', {
        hint: 'Restart the computer.',
      });
    },
  });
  await assert.rejects(host.services.list(), error => {
    assert.ok(isResiteError(error, 'SERVICE_STOP_FAILED'));
    assert.equal(error.message, 'BRANCH1: the service cannot be controlled');
    assert.equal(error.hint, 'Restart the computer.');
    return true;
  });
});

test('a machine that is silent for too long is down, except for commands', { timeout: 300_000 }, async context => {
  const commandEnds = Promise.withResolvers<{ exitCode: number; output: string }>();
  const { machine } = await machineAndHost(context, {
    'clock.now': () => new Promise(() => {}),
    'commands.run': () => commandEnds.promise,
  });
  const connection = new LabConnection({ name: 'BRANCH1', machine: machine.folder, answerTimeout: 50 });
  context.after(() => connection.close());
  // Not claimed over the connection: on a busy computer even that may take longer than its limit.
  const fence = await folderFence(machine.folder).claim();
  const command = connection.request('commands.run', ['C:\\LONG.BAT', []], fence);
  await failsWith(connection.request('clock.now', []), 'HOST_DOWN', /has not answered clock\.now for 0\.05 s/);
  commandEnds.resolve({ exitCode: 0, output: 'done' });
  assert.deepEqual(await command, { exitCode: 0, output: 'done' });
});

for (const [what, answer, code] of [
  ['an error of no known code', '{"id":1,"error":{"code":"toString","message":"x"}}\n', 'HOST_PROTOCOL'],
  ['an error without content', '{"id":1,"error":7}\n', 'HOST_PROTOCOL'],
  ['no JSON', 'hello\n', 'HOST_PROTOCOL'],
  ['no object', 'null\n', 'HOST_PROTOCOL'],
  ['half an answer', '{"id":1,', 'HOST_DOWN'],
  ['an answer to somebody else', '{"id":99,"result":1}\n', 'HOST_DOWN'],
] as const) {
  test(`a machine that answers with ${what} is not believed`, async context => {
    const folder = await makeDisk();
    const server = createServer(socket => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(answer));
    });
    context.after(async () => {
      server.close();
      await rm(folder, { recursive: true });
    });
    server.listen(join(folder, 's'));
    await once(server, 'listening');
    await machineFile(folder, { pid: process.pid, socket: 's' });
    await failsWith(hostOf(context, folder).now(), code);
  });
}

test('a closed host answers no more', async context => {
  const { host } = await machineAndHost(context);
  await host.claim();
  await host.close();
  for (const ask of Object.values(asked)) await failsWith(ask(host), 'HOST_DOWN');
});

test('closing a host that is connecting leaves no connection', async context => {
  const { machine } = await machineAndHost(context);
  const host = hostOf(context, machine.folder);
  const outcome = failsWith(host.now(), 'HOST_DOWN');
  await host.close();
  await outcome;
});

test('a process that asked a machine ends by itself', { timeout: 300_000 }, async context => {
  const { machine } = await machineAndHost(context);
  const script = join(import.meta.dirname, 'support', 'ask-and-end.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, machine.folder]);
  assert.equal(stdout, 'BRANCH1\n');
});

test('a pid that another program has taken over is no machine', async context => {
  const folder = await makeDisk();
  const sleeper = spawn(process.execPath, ['--eval', 'setTimeout(() => {}, 60_000)']);
  context.after(async () => {
    sleeper.kill();
    await rm(folder, { recursive: true });
  });
  await machineFile(folder, { pid: sleeper.pid! });
  await failsWith(hostOf(context, folder).now(), 'HOST_DOWN');
});

test('the file of the fence decides about file changes', async context => {
  const { machine, host } = await machineAndHost(context);
  await host.files.createFolder('C:\\A');
  await folderFence(machine.folder).claim();
  await failsWith(host.files.createFolder('C:\\B'), 'FENCED');
});

function machineFile(folder: string, content: { pid: number; socket?: string }): Promise<void> {
  return writeFile(join(folder, 'machine.json'), JSON.stringify({ socket: 'socket', ...content }));
}
