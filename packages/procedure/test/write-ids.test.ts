import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import type { Step } from '@resite/procedure';
import { readString } from '@resite/registry/values';
import { writeIds } from '../src/actions/ids.ts';
import { type ImageSite, smsKey, withImageSite } from './support/image-site.ts';

const root = 'C:\\SMS\\LOGON.SRV\\SMSID';
const action = { type: 'write-ids', host: 'BRANCH1', root, key: smsKey, decision: 'decide-ids' } as const;

const deciding: Step = {
  id: 'decide-ids',
  title: '',
  source: '',
  host: 'BRANCH1',
  action: {
    type: 'decide-ids',
    parentHost: 'BRANCH1',
    snapshot: { id: '' },
    logonServers: { configured: [], hosts: {} },
    known: [],
  },
  byHand: '',
};

const withDecision = (use: (site: ImageSite) => Promise<void>, more: { removed?: readonly string[] } = {}) =>
  withImageSite(
    site => {
      const { run, journal } = site.execution;
      const decision = {
        next: '05',
        uids: [{ file: 'S0101005', renamed: 'S0104000' }],
        freshRange: true,
        reason: '',
        ...more,
      };
      journal.steps.begin(run.id, deciding);
      journal.steps.end(run.id, deciding, 'done', { detail: '', decision });
      return use(site);
    },
    [deciding],
  );

async function stateOf({ files, registry }: Host) {
  const value = await registry.value(`${smsKey}\\Components\\SMS_MAINTENANCE_MANAGER`, 'Next SMS Unique ID');
  return { names: (await files.list(root)).map(({ name }) => name), next: value && readString(value) };
}

test('UID file and registry value are written, and a second time changes nothing', () =>
  withDecision(async site => {
    const { detail } = await writeIds(action, site.execution);
    assert.equal(detail, 'Next SMS Unique ID: 02 → 05; UID file S0101005 → S0104000');
    const written = { names: ['S0104000.UID'], next: '05' };
    assert.deepEqual(await stateOf(site.host), written);
    await writeIds(action, site.execution);
    assert.deepEqual(await stateOf(site.host), written);
  }));

test('of several UID files one stays, and a second time changes nothing', () =>
  withDecision(
    async site => {
      await site.host.files.write(`${root}\\S0100123.UID`, Buffer.from(''));
      for (let attempt = 0; attempt < 2; attempt++) {
        const { detail } = await writeIds(action, site.execution);
        assert.match(detail ?? '', /removed S0100123\.UID: there can be one UID file \(Q269774\)/);
        assert.deepEqual(await stateOf(site.host), { names: ['S0104000.UID'], next: '05' });
      }
    },
    { removed: ['S0100123'] },
  ));

test('one that was cut off between file and value is brought to its end', () =>
  withDecision(async site => {
    await site.host.files.rename(`${root}\\S0101005.UID`, `${root}\\S0104000.UID`);
    await writeIds(action, site.execution);
    assert.deepEqual(await stateOf(site.host), { names: ['S0104000.UID'], next: '05' });
  }));

test('a UID file that is under neither name is an error', () =>
  withDecision(async site => {
    await site.host.files.remove(`${root}\\S0101005.UID`);
    await assert.rejects(writeIds(action, site.execution), error => isResiteError(error, 'FILE_MISSING'));
  }));
