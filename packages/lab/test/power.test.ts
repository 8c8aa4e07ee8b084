import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { dwordValue, readDword } from '@resite/registry';
import { labSettled, labStatus, machineDown, machineKill, machineUp } from '../src/index.ts';
import { childProcesses, eventually, isRunning, power, testLab } from './support/lab.ts';

/** Whose end these tests see. */
const services = 'processes';

const key = 'HKLM\\SOFTWARE\\Microsoft\\SMS\\Test';

describe('the power of a machine', () => {
  it('is on once, however often and by how many it is switched on, and off again', async () => {
    const { folder, up } = await testLab({ services });
    await Promise.all([up('BRANCH1'), up('branch1'), up('BRANCH1')]);
    const pid = (await machine(folder, 'BRANCH1')).pid!;
    await up('BRANCH1');
    assert.equal((await machine(folder, 'BRANCH1')).pid, pid);
    assert.equal((await machine(folder, 'HQ1')).state, 'down');
    await Promise.all([machineDown(folder, 'BRANCH1'), machineDown(folder, 'BRANCH1')]);
    assert.equal((await machine(folder, 'BRANCH1')).state, 'down');
    await machineDown(folder, 'BRANCH1');
    await Promise.all([machineDown(folder, 'BRANCH1'), up('BRANCH1')]);
    await up('BRANCH1');
    assert.equal((await machine(folder, 'BRANCH1')).state, 'up');
  });

  it('goes off in order: services stop, and the registry is saved', async () => {
    const { folder, host, up } = await testLab({ services });
    await up('BRANCH1');
    const branch = host('BRANCH1');
    await branch.registry.setValue(key, dwordValue('Kept', 7));
    const pid = (await machine(folder, 'BRANCH1')).pid!;
    const programs = await eventually('two services run', async () => {
      const found = await childProcesses(pid);
      return found.length >= 2 && found;
    });
    await machineDown(folder, 'BRANCH1');
    for (const each of [pid, ...programs]) {
      await eventually(`process ${each} is gone`, async () => !(await isRunning(each)));
    }
    await up('BRANCH1');
    assert.equal(readDword((await branch.registry.value(key, 'Kept'))!), 7);
  });

  for (const [how, kill] of Object.entries<(folder: string, pid: number) => Promise<void>>({
    'kill -9 of its process alone': async (_folder, pid) => void process.kill(pid, 'SIGKILL'),
    'a power loss': folder => machineKill(folder, 'BRANCH1'),
  })) {
    it(`takes the services with it at ${how}, and comes back`, async () => {
      const { folder, host, up } = await testLab({ services });
      await up('BRANCH1');
      const branch = host('BRANCH1');
      await branch.registry.setValue(key, dwordValue('Acknowledged', 1));
      const pid = (await machine(folder, 'BRANCH1')).pid!;
      const programs = await eventually('services run', async () => {
        const found = await childProcesses(pid);
        return found.length >= 4 && found;
      });
      await kill(folder, pid);
      for (const program of [pid, ...programs]) {
        await eventually(`process ${program} is gone`, async () => !(await isRunning(program)));
      }
      assert.equal((await machine(folder, 'BRANCH1')).state, 'down');
      await assert.rejects(branch.now(), { code: 'HOST_DOWN' });
      await up('BRANCH1');
      assert.equal(readDword((await branch.registry.value(key, 'Acknowledged'))!), 1);
    });
  }

  it('does not come on with a damaged registry, and the error says what the machine said', async () => {
    const { folder, up } = await testLab({ services });
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
    const { folder, up } = await testLab({ services });
    await up('BRANCH1');
    const pid = (await machine(folder, 'BRANCH1')).pid!;
    await rename(join(folder, 'BRANCH1'), join(folder, 'GONE'));
    await eventually('the machine has ended', async () => !(await isRunning(pid)));
    assert.equal((await machine(folder, 'BRANCH1')).state, 'missing');
  });

  it('goes off when the process that it belongs to is gone', async () => {
    const { folder } = await testLab({ services });
    const owner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
    await once(owner, 'spawn');
    await machineUp(folder, 'BRANCH1', { exitWith: owner.pid! });
    const pid = (await machine(folder, 'BRANCH1')).pid!;
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await eventually('the machine has ended', async () => !(await isRunning(pid)));
    await assert.rejects(stat(join(folder, 'BRANCH1/machine.json')), { code: 'ENOENT' });
  });

  it('can be switched by a relative path', async () => {
    const { folder } = await testLab({ services });
    const lab = relative(process.cwd(), folder);
    await machineUp(lab, 'BRANCH1', power);
    assert.equal((await machine(lab, 'BRANCH1')).state, 'up');
    assert.equal((await labSettled(lab)).sites[1]!.status, undefined); // its parent is off
    await machineDown(lab, 'BRANCH1');
    assert.equal((await machine(folder, 'BRANCH1')).state, 'down');
  });

  it('is refused to machines that the lab does not have', async () => {
    const { folder } = await testLab({ services });
    await assert.rejects(machineUp(folder, 'BRANCH2', power), { code: 'HOST_UNKNOWN', message: /BRANCH2/ });
    await assert.rejects(machineUp(join(folder, 'clients'), 'BRANCH1', power), { code: 'LAB_MISSING' });
  });
});

async function machine(folder: string, name: string) {
  return (await labStatus(folder)).machines.find(found => found.name === name)!;
}
