import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Procedure } from '@resite/procedure';
import { Journal } from '@resite/procedure/journal';
import { resite, temporaryFolder } from '../support/cli.ts';
import { makeRepository } from '../support/repository.ts';

const config = `
repository: { location: ./backups, passwordFile: ./password }
hosts:
  HQ1: { driver: image, folder: ./HQ1 }
  BRANCH1: { driver: image, folder: ./BRANCH1 }
sites:
  HQ0: { profile: sms-1x-primary, host: HQ1 }
  S01: { profile: sms-1x-secondary, host: BRANCH1, parent: HQ0 }
state: ./state
`;

/** A restore of the site that changed something and then failed. */
const restore = (folder: string, siteCode = 'S01', host = 'BRANCH1'): Procedure => ({
  schema: 1,
  kind: 'restore',
  title: 'Restore',
  sites: [siteCode],
  profile: 'sms-1x-secondary',
  hosts: { [host]: { driver: 'image', folder: join(folder, host) } },
  repository: { location: join(folder, 'backups'), password: { file: join(folder, 'password') } },
  steps: [
    {
      id: 'create-shares',
      title: 'Share',
      source: 'Q1',
      host,
      action: { type: 'create-shares', host, shares: [], snapshot: { id: 'latest' } },
      byHand: '',
    },
  ],
});

function failedRun(folder: string, procedure: Procedure): string {
  const journal = new Journal(join(folder, 'state'));
  try {
    const { id } = journal.begin(procedure);
    journal.steps.begin(id, procedure.steps[0]!);
    journal.steps.end(id, procedure.steps[0]!, 'failed', { code: 'DISK_FULL', message: 'the disk of BRANCH1 is full' });
    journal.end(id, 'failed', 'DISK_FULL');
    return id;
  } finally {
    journal.close();
  }
}

test('every command for a site says first that a run of it waits, and its error names the run again', async t => {
  const cwd = await temporaryFolder(t, { 'resite.yaml': config, password: 'secret\n' });
  const run = failedRun(cwd, restore(cwd));
  const says = `run ${run} ended early: "resite resume ${run}" carries it on`;
  await makeRepository(join(cwd, 'backups'), 'secret');
  for (const words of [
    'check S01',
    'check S01 --restore',
    'plan backup S01',
    'plan restore S01',
    'backup S01',
    'backup --all',
    'restore S01',
    'drift S01',
    'rehearse S01',
    'ids S01',
    'snapshots',
    'snapshots S01',
    'history S01',
    'forget S01 --keep-last 1',
    'restore S01 --dry-run',
  ]) {
    const { code, stderr } = await resite([...words.split(' '), '-q'], { cwd });
    assert.ok(stderr.startsWith(`warning: ${says}\n`), `${words}: ${stderr}`);
    assert.equal(stderr.split(says).length, 2, `once: ${stderr}`);
    if (code !== 0) assert.ok(stderr.includes(`resite resume ${run}`, says.length + 20), `${words}: ${stderr}`);
  }
  const { stdout } = await resite(['history', 'S01', '--json'], { cwd });
  const [first] = stdout.split('\n');
  assert.deepEqual((({ message_type, text }) => ({ message_type, text }))(JSON.parse(first!)), {
    message_type: 'warning',
    text: says,
  });
});

test('status says what ended a run; a run of another site is not told', async t => {
  const cwd = await temporaryFolder(t, { 'resite.yaml': config, password: 'secret\n' });
  const run = failedRun(cwd, restore(cwd, 'S09', 'OTHER'));
  const one = await resite(['status', run], { cwd });
  assert.match(one.stdout, /the disk of BRANCH1 is full/);
  assert.match(one.stdout, /\(DISK_FULL\)/);
  assert.match((await resite(['status'], { cwd })).stdout, /ended with: the disk of BRANCH1 is full \(DISK_FULL\)/);
  assert.doesNotMatch((await resite(['history', 'S01'], { cwd })).stderr, /resume/);
});
