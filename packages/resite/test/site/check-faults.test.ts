import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { type Host, imageHost, labHost } from '@resite/host';
import {
  createBareMachine,
  createLab,
  destroyLab,
  destroyMachine,
  labFaults,
  machineDown,
  machineUp,
  makeFault,
} from '@resite/lab';
import { checkRepositorySpace } from '@resite/procedure/checks';
import { dwordValue, stringValue } from '@resite/registry';
import { openRepository } from '@resite/repository';
import {
  type Check,
  type CheckId,
  checkAfterRehearsal,
  checkAfterRestore,
  checkBeforeBackup,
  checkBeforeRestore,
  checkTable,
  discoverSite,
  fileDefinition,
  fileType,
  formatSiteControlFile,
  parseSiteControlFile,
  type RestoreSituation,
  type SiteDescription,
  sms1xSecondary,
} from '@resite/site';
import { adviseOn } from '../../src/remedies.ts';
import { until } from '../support/hierarchy.ts';
import { makeRepository } from '../support/repository.ts';
import { otherLab } from './other-lab.ts';

/**
 * Every check on the fault that it is for, and without it. All faults are made on one lab in which time stands still: its
 * services are up and wait, so nothing but the faults changes, and no watchdog puts anything right.
 */
const frozen = 10 * 60_000;

const folder = await mkdtemp(join(tmpdir(), 'resite-faults-'));
const lab = join(folder, 'lab');
const machine = (name: string) => join(lab, name);
const connect = (name: string): Host => labHost({ name, machine: machine(name) });
const branch = connect('BRANCH1');
const parent = connect('HQ1');
/** An hour ago: what lies about since then is stuck. */
const since = new Date(Date.now() - 3_600_000);
let description: SiteDescription;
let password: string;

before(async () => {
  process.env.RESITE_LAB_EXIT_WITH = String(process.pid);
  const { options } = otherLab;
  await createLab(lab, { clients: 1, files: 3, bytes: 3000, minuteMs: frozen, services: 'inside', ...options });
  password = (await readFile(join(lab, 'service.password'), 'utf8')).trim();
  const disk = imageHost({ name: 'BRANCH1', folder: machine('BRANCH1') });
  const manager = 'HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_SITE_CONFIG_MANAGER';
  await disk.registry.setValue(manager, dwordValue('Restart After Shutdown Delay', 0));
  await disk.close();
  await Promise.all([machineUp(lab, 'HQ1'), machineUp(lab, 'BRANCH1')]);
  await until('SMS_SITE_CONFIG_MANAGER has done its work', async () => {
    const services = await branch.services.list();
    const log = await branch.files.stat('C:\\SCMAN.LOG');
    return (
      services.every(({ name, state }) => !name.startsWith('SMS_') || state === 'running') &&
      log !== undefined &&
      (await branch.files.read('C:\\SCMAN.LOG')).includes('Stage 4') &&
      (await branch.registry.read('HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_EXECUTIVE\\Threads')) !== undefined
    );
  });
  await removeReports();
  reportToParent();
  description = await discoverSite(branch);
});

after(async () => {
  await Promise.all([branch.close(), parent.close()]);
  await destroyLab(lab);
  await rm(folder, { recursive: true });
});

/** No service takes them on. */
async function removeReports(): Promise<void> {
  const box = 'C:\\SMS\\SITE.SRV\\SITECFG.BOX';
  await until('the report is written', async () => {
    const isWritten = (await branch.files.read('C:\\SCMAN.LOG')).includes('Wrote the site status');
    const reports = (await branch.files.list(box)).filter(({ name }) => name.endsWith('.CT2'));
    for (const { name } of reports) await branch.files.remove(`${box}\\${name}`);
    return isWritten;
  });
}

/** What the parent's services would do with the report. */
function reportToParent(): void {
  const database = new DatabaseSync(join(machine('HQ1'), 'C/MSSQL/DATA/SMSDATA.DAT'), { timeout: 10_000 });
  database.exec(`
    UPDATE Sites SET Status = 1, DetailStatus = 0 WHERE SiteCode = 'S01';
    INSERT OR REPLACE INTO SiteControl SELECT SiteCode, 1, TimeStamp, Image FROM SiteControl WHERE SiteCode = 'S01' AND FileType = 2;
    INSERT INTO Events VALUES (unixepoch(), 358, 'S01', 'Received an ACTUAL site control file from site S01.');
  `);
  database.close();
}

const beforeBackup = () =>
  checkBeforeBackup({ siteCode: 'S01', parentCode: 'P01', host: branch, parentHost: parent, profile: sms1xSecondary });
const afterRestore = () => checkAfterRestore({ description, target: branch, parent, since });
const beforeRestore = (change: Change = situation => situation) =>
  checkBeforeRestore(
    change({
      description,
      target: branch,
      parent,
      account: 'BRANCHDOM\\SMSADMIN',
      password,
      snapshotFiles: { has: () => true },
      bytes: { C: 1000, D: 1000 },
      snapshot: {
        captured: new Date(),
        roots: ['C:\\SMS'],
        misfits: [],
        registryReadable: true,
        verified: new Date(),
        usefulLifeDays: 60,
      },
    }),
  );

type Change = (situation: RestoreSituation) => RestoreSituation;
const without =
  (name: string): Change =>
  situation => ({ ...situation, snapshotFiles: { has: path => !path.toUpperCase().endsWith(name) } });
const ofDescription =
  (change: Partial<SiteDescription>): Change =>
  situation => ({ ...situation, description: { ...situation.description, ...change } });
const ofSnapshot =
  (change: Partial<NonNullable<RestoreSituation['snapshot']>>): Change =>
  situation => ({ ...situation, snapshot: { ...situation.snapshot!, ...change } });

/** Faults of a snapshot, or of what is asked for: no machine is at fault. */
const situationFaults: Partial<Record<CheckId, Change>> = {
  'service-account-same': ofDescription({
    get services() {
      return description.services.map(service => ({ ...service, account: 'BRANCHDOM\\FORMER' }));
    },
  }),
  'snapshot-age': ofSnapshot({ captured: new Date(Date.now() - 61 * 86_400_000) }),
  'snapshot-verified': situation => {
    const { verified: _, ...snapshot } = situation.snapshot!;
    return { ...situation, snapshot };
  },
  'snapshot-helper-servers': ofDescription({ helperServers: [{ name: 'BRANCH4', components: ['SMS_SCHEDULER'] }] }),
  'snapshot-whole': ofSnapshot({
    leftOut: [{ what: 'SMS.INI', why: 'it is in the root of no local drive', source: 'Q138347 Backup 4d' }],
  }),
  'snapshot-names': ofSnapshot({ misfits: ['"/C/SMS/A\\\\B": its name contains a backslash'] }),
  'target-places': ofSnapshot({ roots: ['C:\\WINNT35\\SMS'] }),
  'snapshot-complete': ofSnapshot({ registryReadable: false }),
  'snapshot-site-type': ofDescription({ siteType: 'primary' }),
  'snapshot-site-control-file': without('SITECTRL.CT0'),
  'snapshot-site-control-file-valid': ofDescription({ siteControlProblem: 'line 3: not understood' }),
  'snapshot-required-files': without('SYSTEM.MAP'),
  'snapshot-bootstrap-program': without('SITEINS.EXE'),
  'snapshot-service-programs': without('SMSEXEC.EXE'),
  'snapshot-client-setup': without('RUNSMS.BAT'),
  'snapshot-sms-ini': without('SMS.INI'),
  'snapshot-client-tree': without('\\MS'),
  'snapshot-next-unique-id': ofDescription({ nextUniqueId: '?' }),
};

/** With a test of their own below, or in `check.test.ts` or `helper-servers.test.ts`, which type the command. */
const elsewhere: readonly CheckId[] = [
  'clocks-accepted',
  'clocks-bearable',
  'clock-after-past',
  'clock-after-past-accepted',
  'repository-space',
  'target-live',
  'report-sent',
  'no-open-run',
  'no-unknown-stop',
  'repository-opens',
  'snapshot-signed',
  'helper-answers',
  'helper-servers-used',
  'helper-services',
  'helper-dependents',
  'helper-services-running',
  'password-age',
  'password-age-seen',
];

const ids = Object.keys(checkTable) as CheckId[];
const madeBefore = (phase: 'backup' | 'restore' | 'revival') =>
  ids.filter(id => checkTable[id].phases[0] === phase && !elsewhere.includes(id)).filter(otherLab.isTried);
/** Machines that were switched off come last: when they are on again, their services begin anew. */
const offLast = (all: CheckId[]) =>
  all.toSorted((a, b) => Number(a.endsWith('-answers')) - Number(b.endsWith('-answers')));

test('there is a fault for every check', () => {
  const made = [...Object.keys(labFaults), ...Object.keys(situationFaults), ...elsewhere];
  assert.deepEqual(
    ids.filter(id => !made.includes(id) && checkTable[id].phases[0] !== 'host'),
    [],
  );
  assert.deepEqual(
    Object.keys(labFaults).filter(name => !ids.includes(name as CheckId)),
    [],
  );
});

const notGood = (checks: readonly Check[]) => checks.filter(({ ok }) => !ok).map(({ id, found }) => `${id}: ${found}`);
const isGood = (checks: readonly Check[], id: CheckId) => checks.find(check => check.id === id)?.ok === true;

async function firesOn(id: CheckId, look: () => Promise<readonly Check[]>): Promise<void> {
  const undo = await makeFault(lab, id);
  const found = (await look()).find(check => check.id === id);
  await undo();
  assert.equal(found?.ok, false, JSON.stringify(found));
  assert.ok(found.found !== '' && adviseOn(found) !== '', JSON.stringify(found));
  await until(`${id} is silent again`, async () => isGood(await look(), id));
}

describe('before a backup', () => {
  test('of a site in good order, no check has anything to say', async () => {
    assert.deepEqual(notGood(await beforeBackup()), []);
  });

  for (const id of offLast(madeBefore('backup')).filter(id => !id.endsWith('-answers'))) {
    test(`${id}: ${labFaults[id as keyof typeof labFaults].what}`, () => firesOn(id, beforeBackup));
  }

  test('repository-space: a package is larger than any disk', async () => {
    const location = join(folder, 'repository');
    await makeRepository(location, 'secret');
    const repository = await openRepository(location, 'secret');
    const look = () => checkRepositorySpace({ host: branch, site: description, repository, location });
    await firesOn('repository-space', look);
    await repository.close();
  });
});

/** What the site makes of its master site control file when it reports. */
function actualOf(master: Buffer): Buffer {
  const file = parseSiteControlFile(master);
  const definition = { ...fileDefinition(file), fileType: fileType.actual, stamp: Math.floor(Date.now() / 1000) };
  const records = file.records.map(record => (record.kind === 'file-definition' ? definition : record));
  return formatSiteControlFile({ ...file, records });
}

describe('after a restore', () => {
  test('of a site that works, no sign is missing', async () => {
    assert.deepEqual(notGood(await afterRestore()), []);
  });

  for (const id of madeBefore('revival')) {
    test(`${id}: ${labFaults[id as keyof typeof labFaults].what}`, () => firesOn(id, afterRestore));
  }

  test('report-sent: nothing has arrived at the stand-in for the parent', async () => {
    const look = () => checkAfterRehearsal({ description, target: branch, standIn: parent, since });
    const box = 'C:\\SMS\\SITE.SRV\\DESPOOLR.BOX\\RECEIVE';
    for (const { name } of await parent.files.list(box)) await parent.files.remove(`${box}\\${name}`);
    assert.equal(isGood(await look(), 'report-sent'), false);
    await parent.files.write(
      `${box}\\00000001.CT2`,
      actualOf(await branch.files.read(description.siteControlFile!.path)),
    );
    assert.equal(isGood(await look(), 'report-sent'), true);
  });

  for (const id of ['parent-answers', 'host-answers'] as const) {
    test(`${id}: ${labFaults[id].what}`, () => firesOn(id, beforeBackup));
  }
});

describe('before a restore', () => {
  before(async () => {
    await destroyMachine(lab, 'BRANCH1');
    await createBareMachine(lab, 'BRANCH1');
    await machineUp(lab, 'BRANCH1');
  });

  test('to a bare server, no check has anything to say, but that nobody tells of the password', async () => {
    assert.deepEqual(notGood(await beforeRestore()), [
      'password-age-seen: not checked: BRANCH1 and HQ1 do not hold BRANCHDOM\\SMSADMIN',
    ]);
  });

  test('password-age: a domain controller tells that the password was changed after the backup', async () => {
    await assert.rejects(makeFault(lab, 'password-age'), { code: 'USAGE' });
    const options = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions';
    await branch.claim();
    const before = (await branch.registry.read(options))!;
    await branch.registry.setValue(options, stringValue('ProductType', 'LanmanNT'));
    const captured = new Date();
    const look = () => beforeRestore(ofSnapshot({ captured }));
    assert.equal(isGood(await look(), 'password-age'), true);
    await firesOn('password-age', look);
    await firesOn('password-age-seen', look);
    const set = (await branch.services.passwordSet('BRANCHDOM\\SMSADMIN'))!;
    const account = 'BRANCHDOM\\SMSADMIN';
    const recorded = (at: Date) => beforeRestore(ofSnapshot({ servicePassword: { account, set: at } }));
    assert.equal(isGood(await recorded(set), 'password-age'), true);
    assert.equal(isGood(await recorded(new Date(set.getTime() - 1)), 'password-age'), false);
    await branch.claim();
    await branch.registry.replace(options, before);
  });

  for (const id of offLast(madeBefore('restore'))) {
    const change = situationFaults[id];
    if (change === undefined) {
      test(`${id}: ${labFaults[id as keyof typeof labFaults].what}`, () => firesOn(id, () => beforeRestore()));
    } else {
      test(id, async () => {
        assert.deepEqual([isGood(await beforeRestore(change), id), isGood(await beforeRestore(), id)], [false, true]);
      });
    }
  }

  test('target-live: the target is a disk', async () => {
    await machineDown(lab, 'BRANCH1');
    const target = imageHost({ name: 'BRANCH1', folder: machine('BRANCH1') });
    assert.equal(isGood(await beforeRestore(situation => ({ ...situation, target })), 'target-live'), false);
    await target.close();
    await machineUp(lab, 'BRANCH1');
    assert.equal(isGood(await beforeRestore(), 'target-live'), true);
  });
});
