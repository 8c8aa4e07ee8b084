import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { parseHive, writeHive } from '@resite/registry/hive';
import { checkHive } from '@resite/registry/hive-rescue';
import { dwordValue, readDword } from '@resite/registry/values';
import {
  createBareMachine,
  destroyMachine,
  labSettled,
  labStatus,
  machineDown,
  machineKill,
  machineUp,
} from '../src/index.ts';
import { childProcesses, eventually, isRunning, power, testLab } from './support/lab.ts';

/** Its services are processes, whose end these tests see. A bare machine has one that starts by itself, the spooler. */
const { folder, host, up } = await testLab({ services: 'processes' });
await destroyMachine(folder, 'BRANCH1');
await createBareMachine(folder, 'BRANCH1');
const branch = host('BRANCH1');

const key = 'HKLM\\SOFTWARE\\Microsoft\\SMS\\Test';

describe('the power of a machine', () => {
  it('is on once, however often and by how many it is switched on, and off again', async () => {
    await Promise.all([up('BRANCH1'), up('branch1'), up('BRANCH1')]);
    const pid = (await machine('BRANCH1')).pid!;
    assert.deepEqual(await programsOf('BRANCH1'), [pid], 'none waits to take its place');
    await up('BRANCH1');
    assert.equal((await machine('BRANCH1')).pid, pid);
    assert.equal((await machine('HQ1')).state, 'down');
    await Promise.all([machineDown(folder, 'BRANCH1'), machineDown(folder, 'BRANCH1')]);
    assert.equal((await machine('BRANCH1')).state, 'down');
    await machineDown(folder, 'BRANCH1');
    await Promise.all([machineDown(folder, 'BRANCH1'), up('BRANCH1')]);
    await up('BRANCH1');
    assert.equal((await machine('BRANCH1')).state, 'up');
  });

  it('goes off in order: services stop, and the registry is saved', async () => {
    await up('BRANCH1');
    await branch.registry.setValue(key, dwordValue('Kept', 7));
    const pid = (await machine('BRANCH1')).pid!;
    const programs = await eventually('a service runs', () => servicesOf(pid));
    await machineDown(folder, 'BRANCH1');
    for (const each of [pid, ...programs]) {
      await eventually(`process ${each} is gone`, async () => !(await isRunning(each)));
    }
    await up('BRANCH1');
    assert.equal(readDword((await branch.registry.value(key, 'Kept'))!), 7);
  });

  it('reads and writes hives of format 1.2, as Windows NT 3.51 does, and those that another Windows left', async () => {
    await up('BRANCH1');
    await branch.registry.setValue(key, dwordValue('Format', 2));
    await machineDown(folder, 'BRANCH1');
    const config = join(folder, 'BRANCH1/C/WINNT35/SYSTEM32/CONFIG');
    const hives = ['SECURITY', 'SOFTWARE', 'SYSTEM'];
    const formats = () =>
      Promise.all(
        hives.map(async hive => {
          const bytes = await readFile(join(config, hive));
          assert.deepEqual(checkHive(bytes), []);
          return parseHive(bytes).minorVersion;
        }),
      );
    assert.deepEqual(await formats(), [2, 2, 2]);
    for (const hive of hives) {
      const { root } = parseHive(await readFile(join(config, hive)));
      await writeFile(join(config, hive), writeHive(root, { minorVersion: 3, fileName: hive }));
    }
    await up('BRANCH1');
    await branch.registry.setValue(key, dwordValue('Format', 3));
    await machineDown(folder, 'BRANCH1');
    assert.deepEqual(await formats(), [3, 3, 3]);
    await up('BRANCH1');
    assert.equal(readDword((await branch.registry.value(key, 'Format'))!), 3);
  });

  for (const [how, kill] of Object.entries<(folder: string, pid: number) => Promise<void>>({
    'kill -9 of its process alone': async (_folder, pid) => void process.kill(pid, 'SIGKILL'),
    'a power loss': folder => machineKill(folder, 'BRANCH1'),
  })) {
    it(`takes the services with it at ${how}, and comes back`, async () => {
      await up('BRANCH1');
      await branch.registry.setValue(key, dwordValue(how, 1));
      const pid = (await machine('BRANCH1')).pid!;
      const programs = await eventually('a service runs', () => servicesOf(pid));
      await kill(folder, pid);
      for (const program of [pid, ...programs]) {
        await eventually(`process ${program} is gone`, async () => !(await isRunning(program)));
      }
      assert.equal((await machine('BRANCH1')).state, 'down');
      await assert.rejects(branch.now(), { code: 'HOST_DOWN' });
      await up('BRANCH1');
      assert.equal(readDword((await branch.registry.value(key, how))!), 1);
    });
  }

  it('does not come on with a damaged registry, and the error says what the machine said', async () => {
    await machineDown(folder, 'BRANCH1');
    const hive = join(folder, 'BRANCH1/C/WINNT35/SYSTEM32/CONFIG/SOFTWARE');
    await copyFile(hive, `${hive}.good`);
    await writeFile(hive, 'no hive');
    await assert.rejects(up('BRANCH1'), {
      code: 'LAB_MACHINE_FAILED',
      message: /BRANCH1 did not come up:[\s\S]*HIVE_INVALID/,
    });
    await rename(`${hive}.good`, hive);
    await up('BRANCH1');
  });

  it('goes off by itself when the folder of the machine is gone', async () => {
    await up('BRANCH1');
    const pid = (await machine('BRANCH1')).pid!;
    await rename(join(folder, 'BRANCH1'), join(folder, 'GONE'));
    await eventually('the machine has ended', async () => !(await isRunning(pid)));
    assert.equal((await machine('BRANCH1')).state, 'missing');
    await rename(join(folder, 'GONE'), join(folder, 'BRANCH1'));
  });

  it('goes off when the process that it belongs to is gone', async () => {
    const owner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
    await once(owner, 'spawn');
    const lab = relative(process.cwd(), folder); // which may name the lab as well
    await machineUp(lab, 'BRANCH1', { exitWith: owner.pid! });
    const { pid, state } = await machine('BRANCH1', lab);
    assert.equal(state, 'up');
    assert.equal((await labSettled(lab)).sites[1]!.status, undefined); // its parent is off
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await eventually('the machine has ended', async () => !(await isRunning(pid!)));
    await assert.rejects(stat(join(folder, 'BRANCH1/machine.json')), { code: 'ENOENT' });
  });

  it('is refused to machines that the lab does not have', async () => {
    await assert.rejects(machineUp(folder, 'BRANCH2', power), { code: 'HOST_UNKNOWN', message: /BRANCH2/ });
    await assert.rejects(machineUp(join(folder, 'clients'), 'BRANCH1', power), { code: 'LAB_MISSING' });
  });
});

async function machine(name: string, lab = folder) {
  return (await labStatus(lab)).machines.find(found => found.name === name)!;
}

/** The processes that are the machine, or are about to become it. */
async function programsOf(name: string): Promise<number[]> {
  const commands = await Promise.all(
    (await readdir('/proc'))
      .filter(pid => /^\d+$/.test(pid))
      .map(async pid => ({ pid, text: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') })),
  );
  return commands.filter(({ text }) => text.includes(`\0${join(folder, name)}\0`)).map(({ pid }) => Number(pid));
}

async function servicesOf(pid: number): Promise<number[] | false> {
  const found = await childProcesses(pid);
  return found.length > 0 && found;
}
