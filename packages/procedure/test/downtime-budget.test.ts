import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { planBackup, planSiblingBackup } from '../src/plan/backup/plan-backup.ts';
import { DowntimeBudget, hostsDownWith } from '../src/services/downtime-budget.ts';
import { backupFacts, site } from './support/description.ts';

const reason = ({ signal }: DowntimeBudget) => {
  assert.ok(isResiteError(signal.reason, 'DOWNTIME_BUDGET'), String(signal.reason));
  return signal.reason.message;
};

test('a host that is down for too long ends the run', async () => {
  const budget = new DowntimeBudget(0.02);
  budget.stops('BRANCH1');
  await once(budget.signal, 'abort');
  assert.match(reason(budget), /budget of 0\.02 s .* BRANCH1 had been down for .* No snapshot was made\./);
});

test('the time that services need to come back is kept free', async () => {
  const budget = new DowntimeBudget(3600);
  budget.expectReturn('BRANCH1', 3599.99);
  budget.stops('BRANCH1');
  await once(budget.signal, 'abort');
  assert.match(reason(budget), /its services need 3600\.0 s to come back/);
});

test('the rate of a copy tells that a host would be down for too long; of one that is up it tells nothing', () => {
  const hourAgo = performance.now() - 3_600_000;
  const budget = new DowntimeBudget(7200, () => ['HQ1']);
  budget.stops('HQ1');
  budget.progress('BRANCH1', { began: hourAgo, done: 1, total: 2 });
  assert.ok(!budget.signal.aborted, 'one hour more is within two');
  budget.progress('BRANCH1', { began: hourAgo, done: 1, total: 4 });
  assert.match(reason(budget), /HQ1 .* 1 of 4 files were copied, and the rest would take 1\d{4}\.\d s more/);
  budget.close();
});

test('a host that is back within its budget is left alone, and so is a copy that has just begun', () => {
  const budget = new DowntimeBudget(60);
  budget.stops('BRANCH1');
  budget.progress('BRANCH1', { began: performance.now(), done: 1, total: 1_000_000 });
  budget.returns('BRANCH1');
  budget.returned('BRANCH1');
  assert.ok(!budget.signal.aborted);
});

test('a host whose services took too long to come back ends the run', () => {
  const budget = new DowntimeBudget(1e-9);
  budget.stops('BRANCH1');
  budget.returns('BRANCH1');
  budget.returned('BRANCH1');
  assert.match(reason(budget), /BRANCH1 was down for 0\.0 s/);
});

test('the parent is down with every site, a helper server with its own', () => {
  const helpers = [{ host: 'BRANCH9', computerName: 'BRANCH9', services: ['SMS_EXECUTIVE'] }];
  const { BRANCH1 } = backupFacts.hosts;
  const facts = { ...backupFacts, hosts: { ...backupFacts.hosts, BRANCH2: BRANCH1!, BRANCH9: BRANCH1! } };
  const second = { ...facts, host: 'BRANCH2', site: { ...site, siteCode: 'S02' }, helpers };
  const ofTwo = hostsDownWith(planSiblingBackup([facts, second], { ...facts, parallel: 2 }).steps);
  assert.deepEqual(ofTwo('BRANCH1'), ['HQ1', 'BRANCH1']);
  assert.deepEqual(ofTwo('BRANCH2'), ['HQ1', 'BRANCH2', 'BRANCH9']);
  const ofOne = hostsDownWith(planBackup({ ...facts, helpers }).steps);
  assert.deepEqual(ofOne('BRANCH1').sort(), ['BRANCH1', 'BRANCH9', 'HQ1']);
});
