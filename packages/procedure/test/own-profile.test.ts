import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownProfile, type WrittenProfile } from '@resite/site';
import { planRestore } from '../src/plan/restore/plan-restore.ts';
import { renderMarkdown } from '../src/plan/runbook.ts';
import { manifest, restoreFacts, site } from './support/description.ts';

const written = {
  title: 'Till shop',
  system: 'Till',
  source: 'Till handbook',
  registryKey: 'HKLM\\SOFTWARE\\Till',
  siteCode: 'Setup\\Shop',
  root: { path: 'C:\\TILL' },
  services: ['TillStart', 'TillSales'],
} satisfies WrittenProfile;
const account = { user: 'SHOPDOM\\TILL', password: { file: '/srv/till.password' } };
const head = ownProfile('till-head', written);

/** A restore of a shop in which both services ran. */
function restoreOf(more: Partial<WrittenProfile>) {
  const services = written.services.map(name => ({
    name,
    displayName: name,
    state: 'running' as const,
    startType: 'auto' as const,
    imagePath: `C:\\TILL\\${name}.EXE`,
    account: 'LocalSystem',
  }));
  const { clientTree, smsIni, ...rest } = site;
  const own = { profile: 'till-shop', registryKey: written.registryKey, smsRoot: 'C:\\TILL', services };
  return planRestore({
    ...restoreFacts,
    parentServices: ['TillBooks'],
    account,
    profiles: [head, ownProfile('till-shop', { ...written, parent: 'till-head', ...more })],
    manifest: {
      ...manifest,
      profile: 'till-shop',
      roots: ['C:\\TILL'],
      registryKey: written.registryKey,
      site: { ...rest, ...own, rootLogs: [], packageFolders: [], shares: [], logonServers: [] },
      services,
    },
  });
}

const revival = (procedure: ReturnType<typeof restoreOf>) =>
  procedure.steps.filter(({ phase }) => phase === 'revive').map(({ action }) => action);

test('without a bootstrap service, each service is installed as it was', () => {
  const installed = revival(restoreOf({})).flatMap(action => (action.type === 'install-service' ? action.service : []));
  assert.deepEqual(installed, ['TillSales', 'TillStart']);
});

test('a program that sets the site up runs first; the bootstrap service is the only one that is installed, the others are waited for', () => {
  const bootstrap = { service: 'TillStart', program: 'BIN\\<platform>\\START.EXE', log: 'C:\\TILL\\START.LOG' };
  const procedure = restoreOf({ setup: 'SETUP.EXE', bootstrap });
  const [setUp, install, wait, ...others] = revival(procedure);
  assert.deepEqual(others, []);
  assert.deepEqual(setUp, { type: 'run-program', host: 'BRANCH1', program: 'C:\\TILL\\SETUP.EXE' });
  assert.equal(install?.type, 'install-service');
  assert.deepEqual(install, {
    type: 'install-service',
    host: 'BRANCH1',
    service: 'TillStart',
    imagePath: 'C:\\TILL\\BIN\\X86\\START.EXE',
    account,
  });
  assert.deepEqual(wait, {
    type: 'wait-for-services',
    host: 'BRANCH1',
    services: ['TillStart', 'TillSales'],
    minutes: restoreFacts.minutes,
    snapshot: { id: restoreFacts.snapshot },
  });
  assert.doesNotMatch(renderMarkdown(procedure), /SMS/);
});
