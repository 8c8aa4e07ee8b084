import assert from 'node:assert/strict';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Host } from '@resite/host';
import { readString, stringValue } from '@resite/registry/values';
import { compareUids, getIni, parseIni, parseUid } from '@resite/site';
import { joinClients, labSettled, labStatus, machineDown } from '../src/index.ts';
import { eventually, names, testLab } from './support/lab.ts';

describe('clients of a site', async () => {
  const { folder, host, up } = await testLab({ clients: 2 });
  const ids = 'C:\\SMS\\LOGON.SRV\\SMSID';
  const idsFolder = join(folder, 'BRANCH1/C/SMS/LOGON.SRV/SMSID');
  let branch: Host;

  before(async () => {
    await up();
    await labSettled(folder);
    branch = host('BRANCH1');
  });

  const machineIds = async (where = "SiteCode0 = 'S01'") => {
    const rows = await host('HQ1').database.query(`SELECT SMSID0 FROM Machines WHERE ${where} ORDER BY SMSID0`);
    return rows.map(({ SMSID0 }) => String(SMSID0));
  };

  it('take their IDs one after another and rename the UID file, whose time stays', async () => {
    const [uidFile] = await branch.files.list(ids);
    assert.equal(uidFile!.name, 'S0101003.UID');
    const joined = await joinClients(folder, 's01', 3);
    assert.deepEqual(
      joined.map(({ id, site }) => [id, site]),
      [
        ['S0101003', 'S01'],
        ['S0101004', 'S01'],
        ['S0101005', 'S01'],
      ],
    );
    const [renamed, ...others] = await branch.files.list(ids);
    assert.deepEqual([renamed!.name, others.length], ['S0101006.UID', 0]);
    assert.equal(renamed!.modified, uidFile!.modified);
    assert.equal(renamed!.created, uidFile!.created);
    assert.deepEqual(await branch.files.securityDescriptor(`${ids}\\S0101006.UID`), await securityOfUid());
    const ini = parseIni(await readFile(join(folder, 'clients', joined[0]!.name, 'C/SMS.INI')));
    assert.equal(getIni(ini, 'SMS', 'SMS Unique ID'), 'S0101003');
    assert.equal(getIni(ini, 'Local', 'MachineName'), joined[0]!.name);
  });

  it('come to be known to the parent', async () => {
    await eventually('all six computers of S01 are in the database', async () => (await machineIds()).length === 6);
    assert.deepEqual(
      await machineIds(),
      [0, 1, 2, 3, 4, 5].map(number => `S010100${number}`),
    );
  });

  it('never get the same ID, or the same name, however many come at once', async () => {
    const before = (await labStatus(folder)).clients.length;
    const groups = await Promise.all([1, 2, 3, 4].map(() => joinClients(folder, 'S01', 5)));
    const joined = groups.flat();
    assert.equal(new Set(joined.map(({ id }) => id)).size, 20);
    assert.equal(new Set(joined.map(({ name }) => name)).size, 20);
    assert.equal((await labStatus(folder)).clients.length, before + 20);
    const next = parseUid((await names(branch, ids))[0]!)!;
    assert.ok(joined.every(({ id }) => compareUids(parseUid(id)!, next) < 0));
  });

  it('that were given the same ID are both deleted from the database', async () => {
    // The caution of the article: a UID file that was put back hands out an ID again.
    const [current] = await readdir(idsFolder);
    const [first] = await joinClients(folder, 'S01', 1);
    const query = `SMSID0 = '${first!.id}'`;
    await eventually('the first computer is known', async () => (await machineIds(query)).length === 1);
    await rename(join(idsFolder, (await readdir(idsFolder))[0]!), join(idsFolder, current!));
    const [second] = await joinClients(folder, 'S01', 1);
    assert.equal(second!.id, first!.id);
    await eventually('both are gone', async () => (await machineIds(query)).length === 0);
    const events = await host('HQ1').database.query('SELECT Text FROM Events WHERE EventID = 185');
    assert.equal(events.length, 1);
    assert.match(String(events[0]!.Text), new RegExp(`${first!.id}.*${first!.name}.*${second!.name}`));
  });

  it('make the site give its logon server a new range once the old one is spent, or the file is lost', async () => {
    const value = async () =>
      readString(
        (await branch.registry.value(
          'HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_MAINTENANCE_MANAGER',
          'Next SMS Unique ID',
        ))!,
      );
    assert.equal(await value(), '02');
    await rename(join(idsFolder, (await readdir(idsFolder))[0]!), join(idsFolder, 'S0101Y00.UID'));
    const [last] = await joinClients(folder, 'S01', 1);
    assert.equal(last!.id, 'S0101Y00');
    await eventually('a UID file of the next range', async () => (await names(branch, ids)).join() === 'S0102000.UID');
    assert.equal(await value(), '03');
    await rm(join(idsFolder, 'S0102000.UID'));
    await eventually('one more', async () => (await names(branch, ids)).join() === 'S0103000.UID');
    assert.equal(await value(), '04');
    assert.equal((await joinClients(folder, 'S01', 1))[0]!.id, 'S0103000');
  });

  it('cannot join a site whose server is off, or that the lab does not have', async () => {
    await assert.rejects(joinClients(folder, 'S02', 1), { code: 'SITE_UNKNOWN', message: /S02/ });
    await branch.services.setStartType('SMS_SITE_CONFIG_MANAGER', 'manual'); // which would make the share again
    await machineDown(folder, 'BRANCH1');
    await assert.rejects(joinClients(folder, 'S01', 1), { code: 'HOST_DOWN', message: /\\\\BRANCH1\\SMS_SHR/ });
    await up('BRANCH1');
    await branch.shares.remove('SMS_SHR');
    await assert.rejects(joinClients(folder, 'S01', 1), { code: 'HOST_DOWN', message: /NT error 67/ });
  });

  const batch = 'C:\\SMS\\LOGON.SRV\\RUNSMS.BAT';
  const ini = join(folder, 'BRANCH1/C/SMS.INI');
  const tree = join(folder, 'BRANCH1/C/MS');

  const run = async () => {
    const result = await branch.commands.run(batch);
    assert.ok(result !== 'deferred');
    return result;
  };
  const uid = async () => (await names(branch, ids)).join();

  it('stay as they are when RUNSMS.BAT finds them whole', async () => {
    const before = {
      ini: await readFile(ini),
      changed: (await stat(ini)).mtimeMs,
      tree: await readdir(tree, { recursive: true }),
    };
    const { exitCode, output } = await run();
    assert.deepEqual([exitCode, await uid()], [0, 'S0103001.UID'], output);
    assert.deepEqual(
      { ini: await readFile(ini), changed: (await stat(ini)).mtimeMs, tree: await readdir(tree, { recursive: true }) },
      before,
    );
  });

  it('get a missing \\MS anew from RUNSMS.BAT, but empty', async () => {
    await rm(tree, { recursive: true });
    assert.match((await run()).output, /Created it empty/);
    const entries = await readdir(tree, { recursive: true, withFileTypes: true });
    assert.ok(entries.length > 5);
    assert.deepEqual(
      entries.filter(entry => entry.isFile()),
      [],
    );
    assert.equal(await uid(), 'S0103001.UID');
  });

  it('get a new SMS ID from RUNSMS.BAT when there is no SMS.INI', async () => {
    await rm(ini);
    assert.match((await run()).output, /SMS ID S0103001\./);
    assert.equal(await uid(), 'S0103002.UID');
    assert.equal(getIni(parseIni(await readFile(ini)), 'SMS', 'SMS Unique ID'), 'S0103001');
    assert.equal((await branch.files.stat('C:\\SMS.INI'))!.attributes & 2, 2);
  });

  it('get nothing from RUNSMS.BAT without a UID file, a site in the registry, or the batch file', async () => {
    await rm(ini);
    await rename(join(idsFolder, 'S0103002.UID'), join(folder, 'aside'));
    assert.deepEqual([(await run()).exitCode, /\*\.UID/.test((await run()).output)], [1, true]);
    await branch.registry.replace('HKLM\\SOFTWARE\\Microsoft\\SMS\\Identification', {
      ...(await branch.registry.read('HKLM\\SOFTWARE\\Microsoft\\SMS\\Identification'))!,
      values: [stringValue('Site Server', 'BRANCH1')],
    });
    assert.equal((await run()).exitCode, 1);
    await branch.files.remove(batch);
    const gone = await run();
    assert.deepEqual([gone.exitCode, /not recognized/.test(gone.output)], [1, true]);
  });

  async function securityOfUid(): Promise<Uint8Array | undefined> {
    return host('HQ1').files.securityDescriptor('C:\\SMS\\LOGON.SRV\\SMSID\\P0101001.UID');
  }
});
