import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Host } from '../host.ts';
import type { MakeHost } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

type Identified = Pick<Host, 'live' | 'identity' | 'now' | 'files' | 'close'>;

export function testIdentity(makeHost: MakeHost<Identified>, options: { readonly live: boolean }): void {
  describe('identity and clock', () => {
    const shared = shareHost(makeHost);

    it('says whether it is live', () => {
      assert.equal(shared.host.live, options.live);
    });

    it('knows who the computer is', async () => {
      const { computerName, windowsVersion, platform, drives, systemRoot } = await shared.host.identity();
      assert.match(computerName, /^[^a-z]{1,15}$/);
      assert.match(windowsVersion, /^\d+\.\d+$/);
      assert.match(platform, /^[A-Z0-9]+$/);
      assert.ok(drives.includes('C'));
      assert.deepEqual(drives, [...drives].sort());
      assert.equal((await shared.host.files.stat(systemRoot))?.type, 'directory');
    });

    it('has a clock that does not go back', async () => {
      const first = await shared.host.now();
      const second = await shared.host.now();
      assert.ok(second.getTime() >= first.getTime());
    });

    it('can be closed twice', async () => {
      const host = shared.another();
      await host.now();
      await host.close();
      await host.close();
    });
  });
}
