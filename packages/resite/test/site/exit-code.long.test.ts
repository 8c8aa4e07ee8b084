import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { until } from '../support/hierarchy.ts';
import { lastRun, resiteWithFault, whileHeld } from './fault.ts';
import { quietHierarchy } from './world.ts';

/** Exit code 22 if and only if services are down when the command ends; and the report never says otherwise. */
describe('the exit code', () => {
  const { site, services } = quietHierarchy();

  async function agrees(code: number | null, output: string): Promise<void> {
    const isDown = JSON.stringify(await site.services()) !== JSON.stringify(services);
    assert.equal(code === 22, isDown, output);
    if (!isDown) assert.doesNotMatch(output, /still down|NOT IN THEIR RECORDED STATE/);
  }

  /** A journal that can be read, and takes nothing down. */
  function refuseRecords(isRefused: boolean): void {
    const database = new DatabaseSync(join(site.folder, '.resite', 'journal.db'), { timeout: 60_000 });
    for (const [table, change] of [
      ['runs', 'UPDATE'],
      ['steps', 'UPDATE'],
      ['steps', 'INSERT'],
      ['service_changes', 'INSERT'],
    ]) {
      const name = `refuse_${table}_${change}`;
      const body = `BEFORE ${change} ON ${table} BEGIN SELECT RAISE(FAIL, 'no room'); END`;
      database.exec(isRefused ? `CREATE TRIGGER ${name} ${body}` : `DROP TRIGGER ${name}`);
    }
    database.close();
  }

  const settled = () => until('the run is settled', async () => lastRun(site).status === 'interrupted');

  test('is 22 when Ctrl-C is typed twice and the guardian is gone as well', async () => {
    const fault = { step: 'capture', point: 'begun', signal: 'SIGINT', again: true, guardian: true } as const;
    const { code, output } = await resiteWithFault(site, fault, 'backup', 'S01');
    assert.equal(code, 22, output);
    await agrees(code, output);
  });

  test('of a resume is not 22 when the services are back and only the journal cannot say so', async () => {
    refuseRecords(true);
    const { code, stdout, stderr } = await site.resite('resume');
    assert.equal(code, 1, stderr);
    assert.match(stderr, /no room/);
    await agrees(code, stdout + stderr);
    refuseRecords(false);
    await settled();
  });

  test('of a backup is not 22 when the services are back and only the journal cannot say so', async () => {
    const held = { step: 'confirm-stop', point: 'begun', args: ['backup', 'S01'] } as const;
    const { code, output } = await whileHeld(site, { ...held, args: [...held.args] }, () => refuseRecords(true));
    assert.equal(code, 1, output);
    assert.match(output, /no room/);
    await agrees(code, output);
    refuseRecords(false);
    await settled();
  });

  test('is 130 when Ctrl-C is typed twice before anything was stopped', async () => {
    const fault = { step: 'pre-copy', point: 'begun', signal: 'SIGINT', again: true } as const;
    const { code, output } = await resiteWithFault(site, fault, 'backup', 'S01');
    assert.equal(code, 130, output);
    await agrees(code, output);
  });
});
