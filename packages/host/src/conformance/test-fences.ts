import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createKey } from '@resite/registry/keys';
import { stringValue } from '@resite/registry/values';
import type { Host } from '../host.ts';
import { rejectsWith } from './assertions.ts';
import type { Live, MakeHost, Offline } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

const key = 'HKLM\\SOFTWARE\\Microsoft\\SMS\\Fence';

const changes: Record<string, (host: Host) => Promise<unknown>> = {
  'files.write': host => host.files.write('C:\\FENCES\\FENCED', Buffer.from('x')),
  'files.openWriter': host => host.files.openWriter('C:\\FENCES\\FENCED', 1),
  'files.createFolder': host => host.files.createFolder('C:\\FENCES\\FENCED'),
  'files.setMetadata': host => host.files.setMetadata('C:\\FENCES\\THERE', { attributes: 1 }),
  'files.rename': host => host.files.rename('C:\\FENCES\\THERE', 'C:\\FENCES\\FENCED'),
  'files.remove': host => host.files.remove('C:\\FENCES\\THERE'),
  'registry.setValue': host => host.registry.setValue(key, stringValue('X', 'fenced')),
  'registry.replace': host => host.registry.replace(key, createKey('X')),
  'registry.remove': host => host.registry.remove(key),
  'services.install': host =>
    host.services.install(
      { name: 'FENCED', imagePath: 'C:\\X.EXE', account: 'LocalSystem', startType: 'auto' },
      undefined,
    ),
  'services.remove': host => host.services.remove('FENCED'),
  'services.setStartType': host => host.services.setStartType('FENCED', 'auto'),
  'shares.create': host => host.shares.create({ name: 'FENCED', path: 'C:\\X', comment: '' }),
  'commands.run': host => host.commands.run('C:\\FENCED.BAT'),
};

const liveChanges: typeof changes = {
  'services.start': host => host.services.start('FENCED'),
  'services.stop': host => host.services.stop('FENCED'),
  'lease.hold': host => host.lease.hold(['FENCED'], 3_600),
  'lease.renew': host => host.lease.renew(3_600),
  'lease.release': host => host.lease.release(),
};

export function testFences(makeHost: MakeHost, options: Live | Offline): void {
  describe('fences', () => {
    const shared = shareHost(makeHost);

    describe('of an earlier claimant', () => {
      let earlier: Host;
      let later: Host;
      before(async () => {
        [earlier, later] = [shared.another(), shared.another()];
        await earlier.files.write('C:\\FENCES\\THERE', Buffer.from('there'));
        await earlier.registry.setValue(key, stringValue('X', 'there'));
        await later.claim();
      });

      const look = async () => [
        await later.files.list('C:\\FENCES'),
        await later.registry.read(key),
        await later.services.query('FENCED'),
        await later.shares.list(),
      ];

      for (const [name, change] of Object.entries(options.live ? { ...changes, ...liveChanges } : changes)) {
        it(`refuse ${name}, and it changes nothing`, async () => {
          const before = await look();
          await rejectsWith('FENCED', change(earlier));
          await rejectsWith('FENCED', change(earlier));
          assert.deepEqual(await look(), before);
        });
      }
    });

    it('let everyone read', async () => {
      const reader = shared.another();
      const earlier = shared.another();
      await earlier.files.write('C:\\READ', Buffer.from('text'));
      await shared.another().claim();
      for (const host of [reader, earlier]) {
        assert.equal((await host.files.read('C:\\READ')).toString(), 'text');
        await host.registry.read('HKLM\\SOFTWARE');
        await host.services.list();
        await host.shares.list();
        await host.identity();
      }
    });

    it('are claimed by the first change', async () => {
      const first = shared.another();
      await first.claim();
      const second = shared.another();
      await second.files.createFolder('C:\\SECOND');
      await rejectsWith('FENCED', first.files.createFolder('C:\\FIRST'));
      await rejectsWith('FENCED', first.registry.setValue(key, stringValue('X', 'first')));
      await second.registry.setValue(key, stringValue('X', 'second'));
    });

    it('are numbered, and asking for the number of a lost one does not claim again', async () => {
      const [first, second] = [shared.another(), shared.another()];
      const earlier = await first.fence();
      assert.equal(await first.fence(), earlier);
      await second.claim();
      assert.ok((await second.fence()) > earlier);
      assert.equal(await first.fence(), earlier);
      await rejectsWith('FENCED', first.files.createFolder('C:\\TOLD'));
      await second.files.createFolder('C:\\TOLD');
    });

    it('can be claimed again by who lost them', async () => {
      const [first, second] = [shared.another(), shared.another()];
      await first.claim();
      await second.claim();
      await rejectsWith('FENCED', first.files.createFolder('C:\\AGAIN'));
      await first.claim();
      await first.files.createFolder('C:\\AGAIN');
      await rejectsWith('FENCED', second.files.createFolder('C:\\AGAIN'));
    });

    it('hold against a writer that was opened before', async () => {
      const [first, second] = [shared.another(), shared.another()];
      await first.claim();
      const writer = await first.files.openWriter('C:\\WRITER', 4);
      await writer.write(0, Buffer.from('ab'));
      await second.claim();
      await rejectsWith('FENCED', writer.write(2, Buffer.from('cd')));
      await writer.close();
      assert.equal((await second.files.read('C:\\WRITER')).toString(), 'ab\0\0');
    });

    it('have one holder after claims made side by side', async () => {
      const hosts = Array.from({ length: options.live ? (options.claimants ?? 6) : 6 }, () => shared.another());
      await Promise.all(hosts.map(host => host.claim()));
      const outcomes = await Promise.allSettled(
        hosts.map((host, index) => host.files.createFolder(`C:\\SIDE${index}`)),
      );
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    });
  });
}
