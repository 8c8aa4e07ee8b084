import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { folderFence, type LabHandlers, serveLab } from '@resite/host';
import { startLabMachine } from './support/lab-machine.ts';
import { makeDisk } from './support/make-disk.ts';

const start = async (context: TestContext, handlers?: Partial<LabHandlers>) => {
  const machine = await startLabMachine(handlers);
  context.after(machine.destroy);
  return machine.folder;
};

/** Sends lines as they are and gives as many answers; none for a connection that was ended. */
async function ask(folder: string, ...lines: string[]): Promise<unknown[]> {
  const socket = connect(join(folder, 'socket'));
  const answers: unknown[] = [];
  const reader = createInterface(socket);
  socket.write(lines.map(line => `${line}\n`).join(''));
  for await (const line of reader) {
    answers.push(JSON.parse(line));
    if (answers.length === lines.length) break;
  }
  socket.destroy();
  return answers;
}

test('answers in the form of the protocol', async context => {
  const folder = await start(context, { 'clock.now': async () => 5 });
  assert.deepEqual(await ask(folder, '{"id":7,"operation":"clock.now","arguments":[]}'), [{ id: 7, result: 5 }]);
  assert.deepEqual(await ask(folder, '{"id":8,"operation":"fence.claim","arguments":[]}'), [{ id: 8, result: 1 }]);
  const read = '{"id":9,"operation":"registry.read","arguments":["HKLM\\\\SOFTWARE\\\\Absent"]}';
  assert.deepEqual(await ask(folder, read), [{ id: 9, result: null }]);
});

for (const [description, fence] of [
  ['no fence', ''],
  ['an old fence', ',"fence":1'],
  ['a fence of the future', ',"fence":3'],
  ['a fence that is no number', ',"fence":"2"'],
]) {
  test(`a change with ${description} is refused`, async context => {
    const folder = await start(context);
    const claim = '{"id":1,"operation":"fence.claim","arguments":[]}';
    await ask(folder, claim);
    await ask(folder, claim);
    const path = '"HKLM\\\\SOFTWARE\\\\Microsoft"';
    for (const [operation, args] of [
      ['registry.remove', `[${path}]`],
      ['registry.replace', `[${path},{}]`],
      ['registry.setValue', `[${path},{}]`],
      ['services.start', '["X"]'],
      ['services.stop', '["X"]'],
      ['services.install', '[{},null]'],
      ['services.remove', '["X"]'],
      ['services.setStartType', '["X","auto"]'],
      ['commands.run', '["X",[]]'],
    ]) {
      const answers = await ask(folder, `{"id":1,"operation":"${operation}","arguments":${args}${fence}}`);
      assert.equal((answers[0] as { error?: { code: string } }).error?.code, 'FENCED', operation);
    }
    const [answer] = await ask(folder, `{"id":1,"operation":"registry.remove","arguments":[${path}],"fence":2}`);
    assert.deepEqual(answer, { id: 1, result: null });
  });
}

for (const operation of ['registry.format', 'constructor', '__proto__', 'toString', '']) {
  test(`does not know the operation ${JSON.stringify(operation)}`, async context => {
    const folder = await start(context);
    const [answer] = await ask(folder, JSON.stringify({ id: 1, operation, arguments: [] }));
    assert.equal((answer as { error?: { code: string } }).error?.code, 'HOST_PROTOCOL');
  });
}

for (const line of [
  '',
  'x',
  'null',
  '[]',
  '{"id":"1","operation":"clock.now","arguments":[]}',
  '{"id":1,"operation":"clock.now"}',
]) {
  test(`ends a connection that sends ${JSON.stringify(line)}, and no other`, async context => {
    const folder = await start(context);
    assert.deepEqual(await ask(folder, line, '{"id":2,"operation":"clock.now","arguments":[]}'), []);
    assert.equal((await ask(folder, '{"id":2,"operation":"clock.now","arguments":[]}')).length, 1);
  });
}

test('does not nest itself to death', async context => {
  const folder = await start(context);
  const depth = 200_000;
  assert.deepEqual(await ask(folder, `${'['.repeat(depth)}${']'.repeat(depth)}`), []);
  assert.equal((await ask(folder, '{"id":2,"operation":"clock.now","arguments":[]}')).length, 1);
});

test('both sides learn of a fault of the program', async context => {
  const folder = await makeDisk();
  const faults: unknown[] = [];
  const handlers = {
    'clock.now': async () => {
      throw new TypeError('a fault');
    },
  } as Partial<LabHandlers> as LabHandlers;
  const server = await serveLab(join(folder, 'socket'), handlers, {
    fence: folderFence(folder),
    onFault: (error, operation) => faults.push([operation, String(error)]),
  });
  context.after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  assert.deepEqual(await ask(folder, '{"id":1,"operation":"clock.now","arguments":[]}'), [
    { id: 1, error: { code: 'INTERNAL', message: 'a fault' } },
  ]);
  assert.deepEqual(faults, [['clock.now', 'TypeError: a fault']]);
});

test('only this user can open the socket', async context => {
  const folder = await start(context);
  assert.equal((await stat(join(folder, 'socket'))).mode & 0o777, 0o600);
});

test('replaces the socket of a dead process and not that of a living one', async context => {
  const folder = await makeDisk();
  context.after(() => rm(folder, { recursive: true }));
  const socket = join(folder, 'socket');
  const listening = `require('net').createServer().listen(${JSON.stringify(socket)}, () => console.log('up'))`;
  const other = spawn(process.execPath, ['--eval', listening], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(other.stdout, 'data');
  const serve = () => serveLab(socket, {} as LabHandlers, { fence: folderFence(folder) });
  await assert.rejects(serve(), error => isResiteError(error, 'LAB_MACHINE_FAILED'));
  const exit = once(other, 'exit');
  other.kill('SIGKILL');
  await exit;
  assert.ok((await readdir(folder)).includes('socket'));
  const server = await serve();
  await server.close();
  assert.ok(!(await readdir(folder)).includes('socket'));
});

for (const [description, name] of [
  ['too long', 'x'.repeat(120)],
  ['in no folder', join('absent', 'socket')],
] as const) {
  test(`a socket path that is ${description} is refused with a hint`, async context => {
    const folder = await makeDisk();
    context.after(() => rm(folder, { recursive: true }));
    const serve = serveLab(join(folder, name), {} as LabHandlers, { fence: folderFence(folder) });
    await assert.rejects(serve, error => isResiteError(error, 'LAB_MACHINE_FAILED') && error.hint !== undefined);
  });
}
