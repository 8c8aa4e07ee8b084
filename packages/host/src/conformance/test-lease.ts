import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Host } from '../host.ts';
import { waitForService } from '../wait-for-service.ts';
import { rejectsWith } from './assertions.ts';
import type { Live, MakeHost } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

/** Longer than any test. */
const hour = 3_600;

export function testLease(makeHost: MakeHost, { service, leaseSeconds: soon = 1 }: Live): void {
  describe('the lease', () => {
    const shared = shareHost(makeHost);
    const { imagePath, account, password } = service;

    const install = async (...names: string[]) => {
      for (const name of names) {
        await shared.host.services.install({ name, imagePath, account, startType: 'manual' }, password);
      }
    };
    const runs = (name: string) => waitForService(shared.host, name, 'running', { timeoutMs: 300_000, pollMs: 20 });
    const isStopped = async (name: string) => assert.equal((await shared.host.services.query(name))?.state, 'stopped');
    /** What is to be started has been tried, and there is none any more. */
    const isOver = async (host: Host) => rejectsWith('LEASE_EXPIRED', host.lease.renew(hour));

    it('starts services by itself when nobody renews it, and has ended then', async () => {
      const { lease } = shared.host;
      await install('LEASE_ONE', 'LEASE_TWO');
      await lease.hold(['lease_one', 'LEASE_TWO'], soon);
      await runs('LEASE_ONE');
      await runs('LEASE_TWO');
      await isOver(shared.host);
    });

    it('may be held and released twice, and starts nothing once it is released', async () => {
      const { lease } = shared.host;
      await install('LEASE_RELEASED', 'LEASE_LATER');
      for (let attempt = 0; attempt < 2; attempt++) await lease.hold(['LEASE_RELEASED'], hour);
      for (let attempt = 0; attempt < 2; attempt++) await lease.release();
      await isOver(shared.host);
      await lease.hold(['LEASE_LATER'], soon);
      await runs('LEASE_LATER');
      await isStopped('LEASE_RELEASED');
    });

    it('is replaced by the next one', async () => {
      const { lease } = shared.host;
      await install('LEASE_REPLACED', 'LEASE_NEXT');
      await lease.hold(['LEASE_REPLACED'], hour);
      await lease.hold(['LEASE_NEXT'], soon);
      await runs('LEASE_NEXT');
      await isStopped('LEASE_REPLACED');
    });

    it('ends so many seconds after it was renewed', async () => {
      const { lease } = shared.host;
      await install('LEASE_RENEWED');
      await lease.hold(['LEASE_RENEWED'], hour);
      await lease.renew(hour);
      await isStopped('LEASE_RENEWED');
      await lease.renew(soon);
      await runs('LEASE_RENEWED');
      await isOver(shared.host);
    });

    it('cannot be renewed where none is held', async () => {
      await shared.host.lease.release();
      await isOver(shared.host);
    });

    it('leaves what runs as it is, and what cannot be started keeps no other down', async () => {
      const { lease, services } = shared.host;
      await install('LEASE_UP', 'LEASE_DISABLED', 'LEASE_LAST');
      await services.start('LEASE_UP');
      await runs('LEASE_UP');
      await services.setStartType('LEASE_DISABLED', 'disabled');
      await lease.hold(['LEASE_UP', 'LEASE_ABSENT', 'LEASE_DISABLED', 'LEASE_LAST'], soon);
      await runs('LEASE_LAST');
      await isStopped('LEASE_DISABLED');
      assert.equal((await services.query('LEASE_UP'))?.state, 'running');
      await lease.release();
      await isOver(shared.host);
    });

    for (const name of ['', 'A\\B', 'A\0B']) {
      it(`refuses the name ${JSON.stringify(name)}`, async () => {
        await rejectsWith('PATH_INVALID', shared.host.lease.hold([name], hour));
      });
    }

    it('goes on when the one that holds it is fenced out, and is no longer in its hands', async () => {
      await install('LEASE_FENCED', 'LEASE_OTHER');
      const [earlier, later] = [shared.another(), shared.another()];
      await earlier.lease.hold(['LEASE_FENCED'], hour);
      await later.claim();
      await rejectsWith('FENCED', earlier.lease.hold(['LEASE_OTHER'], soon));
      await rejectsWith('FENCED', earlier.lease.renew(soon));
      await rejectsWith('FENCED', earlier.lease.release());
      await later.lease.renew(soon);
      await runs('LEASE_FENCED');
      await isStopped('LEASE_OTHER');
    });
  });
}

export function testOfflineLease(makeHost: MakeHost): void {
  describe('the lease of a powered-off disk', () => {
    const shared = shareHost(makeHost);

    it('does not exist', async () => {
      const { lease } = shared.host;
      for (const action of [() => lease.hold(['SMS_EXECUTIVE'], hour), () => lease.renew(hour)]) {
        await rejectsWith('HOST_NOT_LIVE', action());
      }
      await lease.release();
    });
  });
}
