import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { type Host, labHost, labKey, type Share, setConditions } from '@resite/host';
import { createBareMachine, destroyMachine, joinClients, labStatus, machineUp } from '@resite/lab';
import type { Report, Step } from '@resite/procedure';
import { Journal } from '@resite/procedure/journal';
import { runProcedure } from '@resite/procedure/run';
import { dwordValue, readString, stringValue } from '@resite/registry';
import { sddlToSecurityDescriptor, securityDescriptorToSddl } from '@resite/registry/security';
import { formatIni, leftNumber, parseIni, setIni } from '@resite/site';
import { hintOf } from '../../src/remedies.ts';
import { hierarchy, until } from '../support/hierarchy.ts';

/**
 * A site with another logon server, work in its queues, SMS IDs that only a list knows, and a number of an earlier site in
 * SMS.INI; at its restore the first report to the parent is lost on the way.
 */
const site = hierarchy({ clients: 2, logonServer: true });
const box = (name: string) => join(site.lab, 'BRANCH1', 'C', 'SMS', 'SITE.SRV', name);
const maintenance = 'HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_MAINTENANCE_MANAGER';

async function at<T>(machine: string, use: (host: Host) => Promise<T>): Promise<T> {
  const host = labHost({ name: machine, machine: join(site.lab, machine) });
  try {
    return await use(host);
  } finally {
    await host.close();
  }
}

const despooler = 'HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_DESPOOLER';
const onlyFor = (who: string) => sddlToSecurityDescriptor(`O:BAG:BAD:(A;;FA;;;BA)(A;;0x1200a9;;;${who})`);
const apps: Share = { name: 'APPS', path: 'D:\\NETAPPS', comment: 'Applications', securityDescriptor: onlyFor('WD') };
const excel: Share = {
  name: 'EXCEL$',
  path: 'D:\\NETAPPS\\EXCEL',
  comment: 'Share Package job of 05/12/100',
  securityDescriptor: onlyFor('BU'),
};
const inWords = ({ securityDescriptor: descriptor = Buffer.of(), ...share }: Share) => ({
  ...share,
  sddl: securityDescriptorToSddl(descriptor),
});

const events = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
/** The old server has sent what it writes after a start, and the parent has dealt with it: else it would hear of the site later. */
async function reportsHaveArrived(): Promise<boolean> {
  const log = await readFile(join(site.lab, 'BRANCH1/C/SCMAN.LOG'), 'latin1');
  const boxes = [box('SITECFG.BOX'), box('SENDER.BOX/TOSEND'), box('SCHEDULE.BOX')];
  const ofParent = ['DESPOOLR.BOX/RECEIVE', 'SITECFG.BOX'].map(name => join(site.lab, 'HQ1/C/SMS/SITE.SRV', name));
  const names = await Promise.all([...boxes, ...ofParent].map(folder => readdir(folder)));
  const waiting = names.flat().filter(name => /\.(CT[12]|JOB|INS)$/i.test(name));
  return waiting.length === 0 && log.slice(log.lastIndexOf('Starting on')).includes('Wrote the site status');
}
const second = () => Math.floor(Date.now() / 1000);
const uidsOf = (machine: string) => readdir(join(site.lab, machine, 'C/SMS/LOGON.SRV/SMSID'));

test('what a restore must think of', async t => {
  await t.test('ids reads both logon servers and the database, and finds nothing amiss', async () => {
    await joinClients(site.lab, 'S01', 2, 'BRANCH2');
    const ids = (await labStatus(site.lab)).clients.map(({ id }) => id);
    await until('the site has the inventory of all clients', async () => {
      const history = await readdir(box('INVENTRY.BOX/HISTORY'));
      return ids.every(id => history.includes(`${id}.HMS`));
    });
    const { code, stdout } = await site.resite('ids', 'S01');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /✓ BRANCH1 .*\n {2}✓ database of HQ1 .*\n {2}✓ BRANCH2 .*\n {2}6 IDs of S01 in use/);
    assert.match(stdout, /the UID file of BRANCH2 is S0102003, and must be at least S0102003/);
    assert.match(stdout, /Next SMS Unique ID is 03, and must be at least 03/);
  });

  await t.test('ids ends with 24 when a range is used twice, and says where', async () => {
    await at('BRANCH2', host =>
      host.files.rename('C:\\SMS\\LOGON.SRV\\SMSID\\S0102003.UID', 'C:\\SMS\\LOGON.SRV\\SMSID\\S0101100.UID'),
    );
    const { code, stdout, stderr } = await site.resite('ids', 'S01', '--json');
    assert.equal(code, 24);
    const [found] = events(stdout);
    assert.deepEqual(
      found.problems.map((problem: { kind: string; ids: string[] }) => [problem.kind, problem.ids]),
      [['shared-range', ['S0101003', 'S0101100']]],
    );
    assert.match(stderr, /"error":"IDS_DUPLICATE"/);
    await at('BRANCH2', host =>
      host.files.rename('C:\\SMS\\LOGON.SRV\\SMSID\\S0101100.UID', 'C:\\SMS\\LOGON.SRV\\SMSID\\S0102003.UID'),
    );
  });

  await t.test(
    'the backup records the other logon server, attributes that can be read, and what is left to do',
    async () => {
      await until('no report waits that would come back with the site', reportsHaveArrived);
      await at('BRANCH1', async ({ files }) => {
        const ini = parseIni(await files.read('C:\\SMS.INI'));
        await files.write('C:\\SMS.INI', formatIni(setIni(ini, ...leftNumber, 'S0102000')));
      });
      await at('BRANCH1', async ({ files, registry, shares }) => {
        await files.write('C:\\SMS_PKGC\\P0100050\\OLD.EXE', Buffer.from('not shared'));
        await files.write('D:\\NETAPPS\\EXCEL\\EXCEL.EXE', Buffer.from('MZ'));
        await shares.create(apps);
        await shares.create(excel);
        const key = `${despooler}\\Transfer Packages\\W_P0100051\\BRANCH1`;
        await registry.setValue(key, stringValue('Share Name', 'APPS'));
      });
      // Nobody takes these away before the services stop: no thread knows the names.
      await writeFile(join(box('SITEREP.BOX'), 'WAITING.NEW'), 'a report of long ago');
      await writeFile(join(box('SENDER.BOX/REQUESTS/LAN_DEFA.000'), 'WAITING.NEW'), 'a request of long ago');
      const { code, stderr } = await site.resite('backup', 'S01');
      assert.equal(code, 0, stderr);
      assert.match(stderr, /UID files: BRANCH2 S0102003/);
      assert.doesNotMatch(stderr, /has only .* free/);
      const dump = async (path: string) => (await site.resite('repo', 'dump', 'latest', path)).stdout;
      const { logonServers } = JSON.parse(await dump('/.resite/manifest.json'));
      assert.deepEqual(
        logonServers.map(({ name, found }: { name: string; found: { uids: string[]; shares: { name: string }[] } }) => [
          name,
          found.uids,
          found.shares.map(share => share.name),
        ]),
        [['BRANCH2', ['S0102003'], ['SMS_SHR', 'SMS_SHRC']]],
      );
      const lines = (await dump('/.resite/attributes.ndjson')).split('\n');
      const uid = JSON.parse(lines.find(line => line.includes('S0101003.UID'))!);
      assert.equal(uid.sddl, 'O:BAG:BAD:(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;WD)');
      assert.equal(JSON.parse(lines.find(line => line.includes('"/C/SMS.INI"'))!).dos, 'HA');
      assert.match(
        await dump('/.resite/RUNBOOK.md'),
        /## What is not restored[\s\S]*LSA secrets[\s\S]*BRANCH2[\s\S]*## 1\. /,
      );
    },
  );

  await t.test('a client of the other logon server gets its share lost before the restore looks', async () => {
    await joinClients(site.lab, 'S01', 1, 'BRANCH2');
    await until('no report of the old server is on its way', reportsHaveArrived);
    // Events have whole seconds: of one in the second in which the restore begins, nobody can say that it came before.
    const heard = second();
    await until('the second is over in which the parent heard of the old server', async () => second() > heard);
    await destroyMachine(site.lab, 'BRANCH1');
    await createBareMachine(site.lab, 'BRANCH1');
    await machineUp(site.lab, 'BRANCH1');
    await at('BRANCH1', ({ registry }) => registry.setValue(labKey, dwordValue('Lost Reports', 1)));
    await at('BRANCH2', ({ shares }) => shares.remove('SMS_SHRC'));
    await setConditions(join(site.lab, 'BRANCH2'), { freeBytes: { C: 1_000_000 } });
    await writeFile(join(site.folder, 'ids.txt'), '# from the console of the parent\nS0108AAA  PC0815\n');
  });

  await t.test('a list that cannot be understood stops the restore before anything is looked at', async () => {
    await writeFile(join(site.folder, 'bad.txt'), 'S0108AAA\nS01-8AAA\n');
    const { code, stderr } = await site.resite('restore', 'S01', '--known-ids', 'bad.txt');
    assert.equal(code, 2);
    assert.match(stderr, /bad\.txt:2: "S01-8AAA" is no SMS ID[\s\S]*\(KNOWN_IDS_INVALID\)/);
  });

  let report: Report;
  await t.test(
    'the restore parks the queues, warns of the other logon server, and sends the control file again',
    async () => {
      const words = ['restore', 'S01', '--known-ids', 'ids.txt', '--park-queues', '--resend-after', '0', '--json'];
      const { code, stdout, stderr } = await site.resite(...words);
      assert.equal(code, 0, stderr);
      const all = events(stdout);
      report = all.at(-1).report;
      const detail = (id: string) =>
        all.find(event => event.message_type === 'step_finished' && event.step_id === id).detail;
      assert.equal(detail('compare-logon-servers'), '0 as recorded or counted on, 1 changed, 0 not known');
      assert.ok(
        all.some(({ text }) => text === 'Since the backup, at the logon server BRANCH2: the share SMS_SHRC is gone'),
      );
      assert.ok(all.some(({ text }) => /^The logon server BRANCH2 has only \S+ \S+ free/.test(text)));
      assert.match(detail('install-bootstrap'), /it was started, as nothing else does$/);
      assert.equal(detail('resend-control-file'), 'HQ1 had heard nothing: SITECTRL.CT0 was copied to 00000000.CT1');
      assert.match(
        await readFile(join(site.lab, 'BRANCH1/C/SCMAN.LOG'), 'latin1'),
        /Processed 00000000\.CT1; it is the master site control file now/,
      );
      const active = (await labStatus(site.lab)).sites.find(({ code: found }) => found === 'S01');
      assert.equal(active?.status, 'ACTIVE');
    },
  );

  await t.test(
    'the numbers are moved past the list, in UID file, registry and SMS.INI, and the report tells them',
    async () => {
      // Highest range 8, by the list; two ranges are left out; BRANCH2 was read and hides nothing.
      assert.deepEqual(report.ids, [
        { what: 'UID file', was: 'S0101003', is: 'S010B000' },
        { what: 'Next SMS Unique ID', was: '03', is: '0C' },
        { what: 'NextAvailableSiteSMSUniqueID in SMS.INI', was: 'S0102000', is: 'S010C000' },
      ]);
      assert.deepEqual(await uidsOf('BRANCH1'), ['S010B000.UID']);
      await at('BRANCH1', async ({ files, registry }) => {
        assert.equal(readString((await registry.value(maintenance, 'Next SMS Unique ID'))!), '0C');
        assert.match((await files.read('C:\\SMS.INI')).toString('latin1'), /NextAvailableSiteSMSUniqueID=S010C000\r\n/);
        assert.equal((await files.stat('C:\\SMS.INI'))!.attributes & 2, 2, 'SMS.INI is hidden');
      });
      const [first] = await joinClients(site.lab, 'S01', 1);
      const [other] = await joinClients(site.lab, 'S01', 1, 'BRANCH2');
      assert.deepEqual([first?.id, other?.id], ['S010B000', 'S0102004']);
      await until('ids finds the site in order', async () => (await site.resite('ids', 'S01')).code === 0);
    },
  );

  await t.test('packages are back, shared or not, and their shares with comments and permissions', async () => {
    await at('BRANCH1', async ({ files, shares }) => {
      assert.equal((await files.read('C:\\SMS_PKGC\\P0100050\\OLD.EXE')).toString(), 'not shared');
      assert.equal((await files.read('D:\\NETAPPS\\EXCEL\\EXCEL.EXE')).toString(), 'MZ');
      const found = (await shares.list()).filter(({ path }) => path.startsWith('D:\\NETAPPS'));
      assert.deepEqual(found.map(inWords), [apps, excel].map(inWords));
    });
  });

  await t.test('what waited lies aside, with its place, and the report says how to bring it back', async () => {
    const { folder, bringBack } = report.parked!;
    assert.match(folder, /^C:\\SMS\\PARKED\\\d{8}-\d{6}-S01-restore$/);
    assert.equal(bringBack, `XCOPY ${folder} C:\\SMS /S /H /R`);
    const parked = join(site.lab, 'BRANCH1', folder.replace(':', '').replaceAll('\\', '/'), 'SITE.SRV');
    assert.equal(await readFile(join(parked, 'SITEREP.BOX/WAITING.NEW'), 'utf8'), 'a report of long ago');
    assert.equal(
      await readFile(join(parked, 'SENDER.BOX/REQUESTS/LAN_DEFA.000/WAITING.NEW'), 'utf8'),
      'a request of long ago',
    );
    assert.ok(!(await readdir(box('SITEREP.BOX'))).includes('WAITING.NEW'));
    assert.ok(report.remarks!.some(({ id, what }) => id === 'other-logon-servers' && what.includes('BRANCH2')));
  });

  await t.test(
    'without SMS.INI, \\MS is saved all the same, and the backup is partial wherever it is named',
    async () => {
      await at('BRANCH1', ({ files }) => files.rename('C:\\SMS.INI', 'C:\\SMS.AWAY'));
      const lacks = 'SMS\\.INI \\(Q138347 Backup 4d\\): it is in the root of no local drive';
      const plan = await site.resite('plan', 'backup', 'S01');
      assert.match(plan.stdout, /Not saved:\n\n.* partial\. It lacks SMS\.INI/);
      const check = await site.resite('check', 'S01');
      assert.match(`${check.code} ${check.stdout}`, /^0 [\s\S]*\nS01 can be backed up in part: \d+ checks/);

      const { code, stdout, stderr } = await site.resite('backup', 'S01', '-q', '--report', 'partial.json');
      assert.equal(code, 3, stderr);
      assert.match(stdout, new RegExp(`Backup of S01 is done in part\\n[\\s\\S]* left out +${lacks}`));
      assert.match(
        stderr,
        new RegExp(`the snapshot of S01 lacks ${lacks}\\n[\\s\\S]*check S01[\\s\\S]*\\(BACKUP_PARTIAL\\)`),
      );
      const report = JSON.parse(await readFile(join(site.folder, 'partial.json'), 'utf8'));
      assert.match(JSON.stringify([report.verdict, report.facts]), /"ok":false.*done in part.*"left out":"SMS.INI /);
      const manifest = JSON.parse((await site.resite('repo', 'dump', 'latest', '/.resite/manifest.json')).stdout);
      assert.deepEqual(
        [manifest.site.clientTree, manifest.leftOut.map(({ what }: { what: string }) => what)],
        ['C:\\MS', ['SMS.INI']],
      );
      assert.match(
        (await site.resite('repo', 'dump', 'latest', '/.resite/RUNBOOK.md')).stdout,
        /The snapshot is partial\\?\. It lacks SMS/,
      );
      assert.equal((await site.resite('repo', 'dump', 'latest', '/C/MS/SMS/BIN/CSDVER.SMS')).code, 0);

      assert.match(
        (await site.resite('snapshots', 'S01')).stdout,
        /Partial, so without a part of its site .*: [0-9a-f]{8}/,
      );
      assert.match((await site.resite('history', 'S01')).stdout, /backup +partial, no SMS\.INI/);
      const before = await site.resite('check', 'S01', '--restore');
      assert.match(before.stderr, /snapshot [0-9a-f]{8} is partial: .* the latest that is whole is [0-9a-f]{8} of/);
      assert.match(before.stdout, new RegExp(`The snapshot is whole[\\s\\S]*PARTIAL: no ${lacks}`));
      await at('BRANCH1', ({ files }) => files.rename('C:\\SMS.AWAY', 'C:\\SMS.INI'));
    },
  );

  await t.test('a bootstrap service that is left over or marked for deletion is named in plain words', async () => {
    const name = 'SMS_SITE_CONFIG_MANAGER';
    const key = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${name}`;
    const action = {
      type: 'install-service',
      host: 'BRANCH1',
      service: name,
      imagePath: 'D:\\OLD\\SITEINS.EXE',
      account: { user: 'BRANCHDOM\\SMSADMIN', password: { file: join(site.lab, 'service.password') } },
    } as const;
    await assert.rejects(runOneStep(action), error => {
      assert.ok(isResiteError(error, 'SERVICE_EXISTS'));
      assert.match(
        error.message,
        /^BRANCH1 has a SMS_SITE_CONFIG_MANAGER already, .*imagePath is C:\\SMS.*not D:\\OLD/,
      );
      assert.match(
        hintOf(error)!,
        /delete the key HKEY_LOCAL_MACHINE.* with REGEDT32, restart BRANCH1 \(Q139627\), then run "resite resume /,
      );
      return true;
    });
    await at('BRANCH1', ({ registry }) => registry.setValue(key, dwordValue('DeleteFlag', 1)));
    await assert.rejects(runOneStep(action), {
      code: 'SERVICE_MARKED_FOR_DELETION',
      message: /was deleted and is still held by a program.*\(NT error 1072\)/,
      hint: /restart the computer/,
    });
  });
});

/** A procedure of one step, without the checks that come before it in a restore. */
async function runOneStep(action: Step['action'] & { host: string }): Promise<void> {
  const journal = new Journal(join(site.folder, 'one-step'));
  const { host } = action;
  try {
    const step = { id: 'one', title: 'One', source: 'test', host, action, byHand: '' };
    await runProcedure(
      {
        schema: 1,
        kind: 'restore',
        title: 'One step',
        sites: ['S01'],
        profile: 'sms-1x-secondary',
        hosts: { [host]: { driver: 'lab', machine: join(site.lab, host) } },
        repository: { location: join(site.folder, 'backups'), password: { prompt: '' } },
        steps: [step],
      },
      { journal, emit: () => {}, signal: new AbortController().signal },
    );
  } finally {
    journal.close();
  }
}
