import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rejectsWith } from './assertions.ts';
import type { MakeHost } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

const account = 'BRANCHDOM\\SMSADMIN';

export function testOfflineServices(makeHost: MakeHost): void {
  describe('services of a powered-off disk', () => {
    const shared = shareHost(makeHost);

    it('cannot be started', async () => {
      const { services } = shared.host;
      await services.install({ name: 'SMS_EXECUTIVE', imagePath: 'C:\\X.EXE', account, startType: 'auto' }, undefined);
      await rejectsWith('HOST_NOT_LIVE', services.start('SMS_EXECUTIVE'));
      assert.equal((await services.query('SMS_EXECUTIVE'))?.state, 'stopped');
    });

    it('cannot be given a password', async () => {
      const { services } = shared.host;
      const definition = { name: 'WITH_PASSWORD', imagePath: 'C:\\X.EXE', account, startType: 'auto' } as const;
      await assert.rejects(services.install(definition, 'Pa55w0rd!'), error => {
        assert.ok(error instanceof Error);
        assert.match(error.message, /Q184017/);
        assert.doesNotMatch(JSON.stringify([error.message, error]), /Pa55w0rd!/);
        return true;
      });
      assert.equal(await services.query('WITH_PASSWORD'), undefined);
    });

    it('cannot be asked about accounts, nor its database about anything', async () => {
      await rejectsWith('HOST_NOT_LIVE', shared.host.services.verifyAccount(account, 'x'));
      await rejectsWith('HOST_NOT_LIVE', shared.host.database.query('SELECT 1'));
      assert.equal(await shared.host.services.passwordSet(account), undefined);
    });
  });
}
