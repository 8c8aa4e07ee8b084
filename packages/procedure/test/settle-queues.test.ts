import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Host } from '@resite/host';
import { settleQueues } from '../src/actions/queues.ts';
import { withImageSite } from './support/image-site.ts';

const root = 'C:\\SMS';
const queues = [`${root}\\SITE.SRV\\SENDER.BOX`, `${root}\\SITE.SRV\\SITEREP.BOX`, `${root}\\SITE.SRV\\SCHEDULE.BOX`];
const action = { type: 'settle-queues', host: 'BRANCH1', root, queues, park: true } as const;
const waiting = [`${queues[0]}\\REQUESTS\\LAN\\1.SRQ`, `${queues[1]}\\1.MIF`, `${queues[1]}\\2.MIF`];
const now = () => new Date().toISOString();
const longAgo = new Date(Date.now() - 9 * 86_400_000).toISOString();

async function fill({ files }: Host): Promise<void> {
  for (const path of waiting) {
    await files.write(path, Buffer.from(path));
    await files.setMetadata(path, { modified: 838_209_600_000_000_000n, attributes: 0x22 });
  }
}

test('parked: each file keeps its place, time and attributes in a folder of this run; folders of the queues stay', () =>
  withImageSite(async ({ host, execution }) => {
    await fill(host);
    const folder = `${root}\\PARKED\\${execution.run.id}`;
    const settled = await settleQueues({ ...action, captured: now() }, execution);
    const expected = { folder, files: 3, bringBack: `XCOPY ${folder} ${root} /S /H /R` };
    assert.deepEqual((settled as { parked?: unknown }).parked, expected);
    for (const path of waiting) {
      assert.equal(await host.files.stat(path), undefined);
      const parked = folder + path.slice(root.length);
      assert.equal((await host.files.read(parked)).toString(), path);
      const { modified, attributes } = (await host.files.stat(parked))!;
      assert.deepEqual([modified, attributes], [838_209_600_000_000_000n, 0x22]);
    }
    assert.equal((await host.files.stat(`${queues[0]}\\REQUESTS\\LAN`))?.type, 'directory');
    // Begun again, after one more had come back in the meantime: the count is of all.
    await host.files.write(waiting[1]!, Buffer.from('again'));
    assert.deepEqual(await settleQueues({ ...action, captured: now() }, execution), settled);
  }));

test('left: nothing moves, and an old snapshot is warned of', () =>
  withImageSite(async ({ host, execution }) => {
    await fill(host);
    const events: object[] = [];
    Object.assign(execution, { emit: (event: object) => events.push(event) });
    const { detail } = await settleQueues({ ...action, park: false, captured: now() }, execution);
    assert.equal(detail, 'left where they were: SITE.SRV\\SENDER.BOX 1, SITE.SRV\\SITEREP.BOX 2');
    assert.deepEqual(events, []);
    await settleQueues({ ...action, park: false, captured: longAgo }, execution);
    assert.deepEqual(events, [
      {
        message_type: 'warning',
        text: 'The snapshot is 9 days old, and files wait in its queues (SITE.SRV\\SENDER.BOX 1, SITE.SRV\\SITEREP.BOX 2).',
        how: { kind: 'park-queues' },
      },
    ]);
    for (const path of waiting) assert.notEqual(await host.files.stat(path), undefined);
  }));

test('empty queues: nothing to settle, either way', () =>
  withImageSite(async ({ execution }) => {
    for (const park of [true, false]) {
      const settled = await settleQueues({ ...action, park, captured: longAgo }, execution);
      assert.deepEqual(settled, { detail: 'nothing waits in the queues' });
    }
  }));

test('package instructions stay, and are counted, whatever becomes of the queues', () =>
  withImageSite(async ({ host, execution }) => {
    await fill(host);
    const instructions = [`${root}\\LOGON.SRV\\PCMINS.BOX`, `${root}\\SITE.SRV\\MAINCFG.BOX\\PCMDOM.BOX`];
    const file = `${instructions[1]}\\BRANCHDOM.000\\S0101001.INS`;
    await host.files.write(file, Buffer.from('offered'));
    for (const park of [false, true]) {
      const { detail } = await settleQueues({ ...action, instructions, park, captured: now() }, execution);
      assert.match(detail, /Package instructions as of the backup: .*SITE\.SRV\\MAINCFG\.BOX\\PCMDOM\.BOX 1\b/);
      assert.equal((await host.files.read(file)).toString(), 'offered');
    }
  }));
