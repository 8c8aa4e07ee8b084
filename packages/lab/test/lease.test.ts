import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, beforeEach, describe, it } from 'node:test';
import { createBareMachine, destroyMachine, machineDown, machineKill } from '../src/index.ts';
import { eventually, testLab } from './support/lab.ts';

const { folder, host, up } = await testLab();
await destroyMachine(folder, 'BRANCH1');
await createBareMachine(folder, 'BRANCH1');
const branch = host('BRANCH1');
const leaseFile = join(folder, 'BRANCH1', 'lease.json');
const hour = 3_600;

const schedule = async () => {
  const { state, startType } = (await branch.services.query('Schedule'))!;
  return `${state} ${startType}`;
};
const runs = (name: string) => async () => (await branch.services.query(name))?.state === 'running';

describe('the lease of a machine of the lab', () => {
  before(async () => {
    await up('BRANCH1');
    await eventually('the spooler runs', runs('Spooler'));
    await branch.services.setStartType('Spooler', 'manual');
  });

  beforeEach(async () => {
    await branch.lease.release();
    await branch.services.stop('Spooler');
    await eventually('the spooler has stopped', async () => !(await runs('Spooler')()));
  });

  it('needs the service Schedule, which is as before when it is released', async () => {
    assert.equal(await schedule(), 'stopped manual');
    await branch.lease.hold(['Spooler'], hour);
    await eventually('the scheduler runs', async () => (await schedule()) === 'running auto');
    await branch.lease.hold(['Spooler'], hour);
    await branch.lease.release();
    await eventually('the scheduler is as it was', async () => (await schedule()) === 'stopped manual');
  });

  it('leaves Schedule as it was when it has started the services', async () => {
    await branch.lease.hold(['Spooler'], 0.1);
    await eventually('the spooler runs', runs('Spooler'));
    await eventually('the scheduler is as it was', async () => (await schedule()) === 'stopped manual');
    await assert.rejects(branch.lease.renew(hour), { code: 'LEASE_EXPIRED' });
  });

  it('starts Schedule again when somebody has stopped it', async () => {
    await branch.lease.hold(['Spooler'], hour);
    await eventually('the scheduler runs', runs('Schedule'));
    await branch.services.stop('Schedule');
    await eventually('the scheduler has stopped', async () => !(await runs('Schedule')()));
    await branch.lease.renew(hour);
    await eventually('the scheduler runs', runs('Schedule'));
  });

  it('is refused where Schedule is disabled, and then nothing is held', async () => {
    await branch.services.setStartType('Schedule', 'disabled');
    await assert.rejects(branch.lease.hold(['Spooler'], hour), { code: 'LEASE_UNAVAILABLE', message: /disabled/ });
    await assert.rejects(branch.lease.renew(hour), { code: 'LEASE_EXPIRED' });
    await branch.services.setStartType('Schedule', 'manual');
  });

  it('tries a service again that could not be started, and says so in the log of the machine', async () => {
    await branch.services.setStartType('Spooler', 'disabled');
    await branch.lease.hold(['Spooler'], 0.1);
    const log = join(folder, 'BRANCH1', 'machine.log');
    await eventually('it has failed once', async () =>
      /lease could not start Spooler/.test(await readFile(log, 'utf8')),
    );
    await branch.services.setStartType('Spooler', 'manual');
    await eventually('the spooler runs', runs('Spooler'));
  });

  it('outlives a power loss', async () => {
    await branch.lease.hold(['Spooler'], hour);
    await machineKill(folder, 'BRANCH1');
    await up('BRANCH1');
    assert.equal((await branch.services.query('Spooler'))?.state, 'stopped');
    await branch.lease.renew(0.1);
    await eventually('the spooler runs', runs('Spooler'));
  });

  it('starts what came due while the machine was off', async () => {
    await branch.lease.hold(['Spooler'], hour);
    await machineDown(folder, 'BRANCH1');
    const lease = JSON.parse(await readFile(leaseFile, 'utf8'));
    await writeFile(leaseFile, JSON.stringify({ ...lease, due: Date.now() - 1 }));
    await up('BRANCH1');
    await eventually('the spooler runs', runs('Spooler'));
    await eventually('the scheduler is as it was', async () => (await schedule()) === 'stopped manual');
  });
});
