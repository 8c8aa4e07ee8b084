import assert from 'node:assert/strict';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { type Host, setConditions, waitForService } from '@resite/host';
import {
  fileDefinition,
  formatSiteControlFile,
  parseLogLine,
  parseSiteControlFile,
  type SiteControlFile,
} from '@resite/site';
import { joinClients, labSettled, labStatus } from '../src/index.ts';
import { eventually, names, testLab, textOf } from './support/lab.ts';

const timeoutMs = 300_000;
const controlFolder = 'C:\\SMS\\SITE.SRV\\SITECFG.BOX';

describe('the services of a site', async () => {
  const { folder, host, up } = await testLab();
  let branch: Host;
  let hq: Host;

  before(async () => {
    await up();
    await labSettled(folder);
    branch = host('BRANCH1');
    hq = host('HQ1');
  });

  const siteStatus = async (code: string) => {
    const [row] = await hq.database.query(
      'SELECT Status, TimeStamp FROM Sites JOIN SiteControl USING (SiteCode) WHERE SiteCode = ? AND FileType = 1',
      code,
    );
    return row!;
  };
  it('are those that the component list and the properties call for, each installed and running', async () => {
    const found = async (machine: Host) =>
      (await machine.services.list())
        .filter(({ name }) => name.startsWith('SMS_'))
        .map(({ name, state }) => [name, state]);
    assert.deepEqual(await found(branch), [
      ['SMS_EXECUTIVE', 'running'],
      ['SMS_INVENTORY_AGENT_NT', 'running'],
      ['SMS_PACKAGE_COMMAND_MANAGER_NT', 'running'],
      ['SMS_SITE_CONFIG_MANAGER', 'running'],
    ]);
    assert.deepEqual(
      (await found(hq)).map(([name]) => name),
      [
        'SMS_EXECUTIVE',
        'SMS_HIERARCHY_MANAGER',
        'SMS_INVENTORY_AGENT_NT',
        'SMS_PACKAGE_COMMAND_MANAGER_NT',
        'SMS_SITE_CONFIG_MANAGER',
      ],
    );
  });

  it('write logs in the line format of SMS, SCMAN.LOG in the root of the drive', async () => {
    const logs = (await names(branch, 'C:\\SMS\\LOGS')).filter(name => name !== 'SETUP.LOG');
    assert.ok(
      ['DESPOOL', 'INVPROC', 'LANSEND', 'MAINTMAN', 'SCHED', 'SITEREP', 'SMSEXEC'].every(name =>
        logs.includes(`${name}.LOG`),
      ),
    );
    for (const path of [...logs.map(name => `C:\\SMS\\LOGS\\${name}`), 'C:\\SCMAN.LOG']) {
      const lines = (await textOf(branch, path)).split('\r\n').filter(Boolean);
      assert.ok(lines.length > 0 && lines.every(line => parseLogLine(line) !== undefined), path);
    }
  });

  it('are started again by the watchdog of SMS_SITE_CONFIG_MANAGER, unless that is stopped too', async () => {
    const startedAgain = async (machine: Host) => {
      const log = join(folder, machine.name, 'machine.log');
      const stops = async () => (await readFile(log, 'utf8')).split('SMS_EXECUTIVE has stopped').length;
      const before = await stops();
      await machine.services.stop('SMS_EXECUTIVE');
      await eventually('it has stopped, for however short a time', async () => (await stops()) > before);
      await waitForService(machine, 'SMS_EXECUTIVE', 'running', { timeoutMs });
    };
    await startedAgain(branch);

    await branch.services.stop('SMS_SITE_CONFIG_MANAGER');
    await waitForService(branch, 'SMS_SITE_CONFIG_MANAGER', 'stopped', { timeoutMs });
    await branch.services.stop('SMS_EXECUTIVE');
    await waitForService(branch, 'SMS_EXECUTIVE', 'stopped', { timeoutMs });
    // By when the watchdog of the parent has done its work, that of the site would have, too.
    await startedAgain(hq);
    assert.equal((await branch.services.query('SMS_EXECUTIVE'))?.state, 'stopped');
    await branch.services.start('SMS_SITE_CONFIG_MANAGER');
    await waitForService(branch, 'SMS_EXECUTIVE', 'running', { timeoutMs });
  });

  it('report to the parent when SENDCODE asks for it', async () => {
    await waitForService(branch, 'SMS_SITE_CONFIG_MANAGER', 'running', { timeoutMs });
    const log = async () => (await textOf(branch, 'C:\\SCMAN.LOG')).split('Starting on').at(-1)!;
    const written = async () => (await log()).split('Wrote the site status').length - 1;
    await eventually('the report that follows a start', async () => (await written()) > 0);
    const before = await written();
    const began = Math.floor(Date.now() / 1000);
    const sent = await branch.commands.run('SENDCODE.EXE', ['SMS_SITE_CONFIG_MANAGER', '193']);
    assert.deepEqual(sent, { exitCode: 0, output: 'Sent code 193 to SMS_SITE_CONFIG_MANAGER.\r\n' });
    await eventually('another report', async () => (await written()) > before);
    await eventually('the parent has it', async () => Number((await siteStatus('S01')).TimeStamp) >= began);
    const [row] = await hq.database.query("SELECT count(*) AS n FROM Events WHERE EventID = 358 AND SiteCode = 'S01'");
    assert.ok(Number(row!.n) > 0);
  });

  it('take a site control file (CT1) for their own, and hand the result (CT2) to the parent', async () => {
    const master = parseSiteControlFile(await branch.files.read(`${controlFolder}\\SITECTRL.CT0`));
    const proposal = {
      ...master,
      records: master.records.map(record =>
        record.kind === 'site-account' ? { ...record, siteName: 'Renamed' } : record,
      ),
    };
    await branch.files.write(`${controlFolder}\\00000000.CT1`, formatSiteControlFile(proposal));
    await eventually('the parent has the new name', async () => {
      const [row] = await hq.database.query("SELECT Image FROM SiteControl WHERE SiteCode = 'S01' AND FileType = 1");
      return /<Renamed>/.test(String(row!.Image));
    });
    assert.match(await textOf(branch, `${controlFolder}\\SITECTRL.CT0`), /<Renamed>/);
    await eventually(
      'only SITECTRL.CT0 is left',
      async () => (await names(branch, controlFolder)).join() === 'SITECTRL.CT0',
    );
    await branch.files.write(`${controlFolder}\\00000001.CT1`, Buffer.from('SITE CONTROL FILE [692][1.07]\r\n'));
    await branch.files.write(`${controlFolder}\\00000002.CT1`, Buffer.from('no control file'));
    await eventually(
      'both were refused',
      async () => (await names(branch, controlFolder)).join() === '00000001.714,00000002.710,SITECTRL.CT0',
    );
  });

  it('let the parent believe newer control files only', async () => {
    const { TimeStamp } = await siteStatus('S01');
    const [image] = await hq.database.query("SELECT Image FROM SiteControl WHERE SiteCode = 'S01' AND FileType = 1");
    const actual = parseSiteControlFile(Buffer.from(String(image!.Image), 'latin1'));
    await hq.files.write(`${controlFolder}\\AAAAAAAA.CT2`, stamped(actual, Number(TimeStamp) - 60));
    const newer = 'Site Control Image in the database is newer, reuse that database copy.';
    await eventually('the older one is ignored', async () =>
      (await textOf(hq, 'C:\\SMS\\LOGS\\HMAN.LOG')).includes(newer),
    );
    assert.ok(Number((await siteStatus('S01')).TimeStamp) >= Number(TimeStamp));
    const future = Number(TimeStamp) + 86_400;
    await hq.files.write(`${controlFolder}\\BBBBBBBB.CT2`, stamped(actual, future));
    await eventually('the newer one is taken', async () => (await siteStatus('S01')).TimeStamp === future);
    // A clock that was wrong once blocks what comes after it with the right time (Q154577).
    const ignored = async () => (await textOf(hq, 'C:\\SMS\\LOGS\\HMAN.LOG')).split(newer).length;
    const before = await ignored();
    await branch.commands.run('SENDCODE.EXE', ['SMS_SITE_CONFIG_MANAGER', '193']);
    await eventually('the real one is ignored', async () => (await ignored()) > before);
    assert.equal((await siteStatus('S01')).TimeStamp, future);
  });

  it('wait for the database, and lose nothing', async () => {
    await hq.services.stop('MSSQLSERVER');
    await waitForService(hq, 'MSSQLSERVER', 'stopped', { timeoutMs });
    await assert.rejects(hq.database.query('SELECT 1'), { code: 'DATABASE_UNREACHABLE' });
    assert.equal((await labStatus(folder)).sites.find(({ code }) => code === 'S01')?.status, undefined);
    const [client] = await joinClients(folder, 'S01', 1);
    await eventually('the data loader has tried', async () =>
      /no SQL server runs/.test(await textOf(hq, 'C:\\SMS\\LOGS\\DATALODR.LOG')),
    );
    await hq.services.start('MSSQLSERVER');
    await waitForService(hq, 'MSSQLSERVER', 'running', { timeoutMs });
    await eventually('the client is known', async () => {
      const rows = await hq.database.query('SELECT Name0 FROM Machines WHERE SMSID0 = ?', client!.id);
      return rows[0]?.Name0 === client!.name;
    });
  });

  it('find no room in a database whose log is full: the parent processes nothing, and loses nothing', async () => {
    const putRight = await setConditions(join(folder, 'HQ1'), { database: { logUsed: 100 } });
    const [row] = await hq.database.query('SELECT count(*) AS n FROM Sites');
    assert.equal(row!.n, 2, 'it answers as ever');
    const [log] = await hq.database.query('DBCC SQLPERF(LOGSPACE)');
    assert.equal(log!['Log Space Used (%)'], 100);
    const [client] = await joinClients(folder, 'S01', 1);
    await branch.commands.run('SENDCODE.EXE', ['SMS_SITE_CONFIG_MANAGER', '193']);
    for (const name of ['HMAN.LOG', 'DATALODR.LOG']) {
      await eventually(`${name} says so`, async () => /error 1105/.test(await textOf(hq, `C:\\SMS\\LOGS\\${name}`)));
    }
    assert.deepEqual(await hq.database.query('SELECT 1 FROM Machines WHERE SMSID0 = ?', client!.id), []);
    assert.match((await names(hq, controlFolder)).join(), /\.CT2/);
    await putRight();
    await eventually('the client is known', async () => {
      const rows = await hq.database.query('SELECT 1 FROM Machines WHERE SMSID0 = ?', client!.id);
      return rows.length === 1;
    });
    await eventually('nothing waits', async () => !/\.CT2/.test((await names(hq, controlFolder)).join()));
  });

  it('answer queries that only read', async () => {
    assert.deepEqual(await hq.database.query('SELECT SiteCode, ParentSiteCode FROM Sites ORDER BY SiteCode'), [
      { SiteCode: 'P01', ParentSiteCode: '' },
      { SiteCode: 'S01', ParentSiteCode: 'P01' },
    ]);
    await assert.rejects(hq.database.query('DELETE FROM Sites'), { code: 'COMMAND_FAILED', message: /readonly/ });
    await assert.rejects(hq.database.query('SELECT nonsense'), { code: 'COMMAND_FAILED', message: /nonsense/ });
    await assert.rejects(branch.database.query('SELECT 1'), { code: 'DATABASE_UNREACHABLE' });
  });

  it('deliver what waited for a parent that was off', async () => {
    await hq.services.stop('SMS_SITE_CONFIG_MANAGER');
    await waitForService(hq, 'SMS_SITE_CONFIG_MANAGER', 'stopped', { timeoutMs });
    const receive = join(folder, 'HQ1/C/SMS/SITE.SRV/DESPOOLR.BOX');
    await rename(join(receive, 'RECEIVE'), join(receive, 'AWAY'));
    const [client] = await joinClients(folder, 'S01', 1);
    await eventually('the sender has tried', async () =>
      /ENOENT/.test(await textOf(branch, 'C:\\SMS\\LOGS\\LANSEND.LOG')),
    );
    await rename(join(receive, 'AWAY'), join(receive, 'RECEIVE'));
    await eventually('the client is known', async () => {
      const rows = await hq.database.query('SELECT 1 FROM Machines WHERE SMSID0 = ?', client!.id);
      return rows.length === 1;
    });
  });
});

function stamped(file: SiteControlFile, stamp: number): Buffer {
  const definition = { ...fileDefinition(file), stamp };
  return formatSiteControlFile({
    ...file,
    records: file.records.map(record => (record.kind === 'file-definition' ? definition : record)),
  });
}
