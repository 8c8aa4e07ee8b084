import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { labHost } from '@resite/host';
import { createBareMachine, destroyMachine, labStatus, machineUp } from '@resite/lab';
import { errorCode, hierarchy } from '../support/hierarchy.ts';
import { alpha } from './other-lab.ts';

/** Another SMS, Windows NT and platform than the article is for. */
const site = hierarchy({ ...alpha, clients: 2, files: 3, bytes: 30_000 });
const service = 'SMS_SITE_CONFIG_MANAGER';
const program = 'C:\\SMS\\SITE.SRV\\ALPHA.BIN\\SITEINS.EXE';

async function done(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await site.resite(...words);
  assert.equal(code, 0, stdout + stderr);
  return stdout + stderr;
}

async function replaceBy(platform: 'X86' | 'ALPHA'): Promise<void> {
  await destroyMachine(site.lab, 'BRANCH1');
  await createBareMachine(site.lab, 'BRANCH1', { platform });
  await machineUp(site.lab, 'BRANCH1');
}

test('a site of SMS 1.2 on an Alpha with Windows NT 4.0', async t => {
  const before = await site.services();

  await t.test('is checked without a warning, and backed up', async () => {
    assert.match(await done('check', 'S01'), /0 warnings/);
    await done('backup', 'S01');
    assert.deepEqual(await site.services(), before);
    assert.ok(before.some(line => line.startsWith('BRANCH1 SMS_CLIENT_CONFIG_MANAGER running')));
  });

  await t.test('is rehearsed', async () => {
    await done('rehearse', 'S01');
  });

  await t.test('has a runbook that says which compact disc, and the path to the program', async () => {
    const page = await done('plan', 'restore', 'S01', '--format', 'md');
    assert.match(page, /The site is of SMS build 786, and its server of the platform ALPHA\./);
    assert.ok(page.includes(`Enter path: \`${program}\``), page);
    assert.doesNotMatch(page, /X86\.BIN/);
  });

  await t.test('is not restored to another platform', async () => {
    await replaceBy('X86');
    const outcome = await site.resite('restore', 'S01');
    assert.deepEqual([outcome.code, errorCode(outcome)], [20, 'TARGET_PLATFORM']);
    assert.match(outcome.stderr, /found X86, wanted ALPHA/);
    assert.deepEqual(
      (await site.services()).filter(line => line.startsWith('BRANCH1')),
      [],
    );
  });

  await t.test('is restored to its own, with its services as they were', async t => {
    await replaceBy('ALPHA');
    await done('restore', 'S01');
    assert.deepEqual(await site.services(), before);
    const host = labHost({ name: 'BRANCH1', machine: join(site.lab, 'BRANCH1') });
    t.after(() => host.close());
    assert.equal((await host.services.query(service))?.imagePath, program);
    const { sites } = await labStatus(site.lab);
    assert.deepEqual(
      sites.map(({ status }) => status),
      ['ACTIVE', 'ACTIVE'],
    );
  });
});
