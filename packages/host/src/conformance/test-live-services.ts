import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isResiteError } from '@resite/errors';
import type { ServiceDefinition } from '../host.ts';
import { waitForService } from '../wait-for-service.ts';
import { rejectsWith } from './assertions.ts';
import type { Live, MakeHost } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

type Others = { password?: string; dependsOn?: ServiceDefinition['dependsOn'] & {} };

export function testLiveServices(
  makeHost: MakeHost,
  { service, database, serviceLogons = true, dependencies = true }: Live,
): void {
  describe('services of a running computer', () => {
    const shared = shareHost(makeHost);
    const { imagePath, account, password, passwordSet } = service;

    const install = async (name: string, { password: given = password, ...others }: Others = {}) => {
      await shared.host.services.install({ name, imagePath, account, startType: 'manual', ...others }, given);
    };
    const wait = (name: string, state: 'running' | 'stopped') =>
      waitForService(shared.host, name, state, { timeoutMs: 300_000, pollMs: 20 });

    it('start and stop, and may be told so twice', async () => {
      const { services } = shared.host;
      await install('STARTED');
      for (let attempt = 0; attempt < 2; attempt++) {
        await services.start('started');
        await wait('STARTED', 'running');
      }
      await install('STARTED');
      assert.equal((await services.query('STARTED'))?.state, 'running');
      for (let attempt = 0; attempt < 2; attempt++) {
        await services.stop('STARTED');
        await wait('STARTED', 'stopped');
      }
    });

    it('may be told to start or stop by two at once', async () => {
      const { services } = shared.host;
      await install('TWINS');
      await Promise.all([services.start('TWINS'), services.start('TWINS')]);
      await wait('TWINS', 'running');
      await Promise.all([services.stop('TWINS'), services.stop('TWINS')]);
      await wait('TWINS', 'stopped');
    });

    it('are stopped before they are removed', async () => {
      const { services } = shared.host;
      await install('RUNNING');
      await services.start('RUNNING');
      await wait('RUNNING', 'running');
      for (let attempt = 0; attempt < 2; attempt++) {
        await services.remove('RUNNING');
        assert.equal(await services.query('RUNNING'), undefined);
      }
      await install('RUNNING');
      assert.equal((await services.query('RUNNING'))?.state, 'stopped');
    });

    it('cannot be started when they are missing', async () => {
      await rejectsWith('SERVICE_MISSING', shared.host.services.start('ABSENT'));
    });

    /** Three that need each other: the last one the middle one, and that one the first. */
    const installThree = async (prefix: string) => {
      const [first, middle, last] = [`${prefix}_FIRST`, `${prefix}_MIDDLE`, `${prefix}_LAST`] as const;
      await install(first);
      await install(middle, { dependsOn: [first] });
      // biome-ignore lint/plugin: it is plain ASCII
      await install(last, { dependsOn: [middle.toLowerCase()] });
      return [first, middle, last] as const;
    };

    if (dependencies) {
      it('are not stopped while others that depend on them run, which are named', async () => {
        const { services } = shared.host;
        const [first, middle, last] = await installThree('NEEDED');
        for (const name of [first, middle, last]) {
          await services.start(name);
          await wait(name, 'running');
        }
        for (const action of [services.stop, services.remove]) {
          await assert.rejects(action(first), error => {
            assert.ok(isResiteError(error, 'SERVICE_DEPENDENTS_RUNNING'), String(error));
            for (const name of [middle, last]) assert.ok(error.message.includes(name), error.message);
            return true;
          });
        }
        await rejectsWith('SERVICE_DEPENDENTS_RUNNING', services.stop(middle));
        for (const name of [first, middle, last]) assert.equal((await services.query(name))?.state, 'running');
        for (const name of [last, middle, first]) {
          await services.stop(name);
          await wait(name, 'stopped');
        }
      });

      it('start what they depend on', async () => {
        const { services } = shared.host;
        const [first, middle, last] = await installThree('NEEDS');
        await services.start(last);
        for (const name of [last, middle, first]) await wait(name, 'running');
        for (const name of [last, middle, first]) {
          await services.stop(name);
          await wait(name, 'stopped');
        }
        await services.setStartType(first, 'disabled');
        await rejectsWith('SERVICE_START_FAILED', services.start(last));
        for (const name of [last, middle, first]) assert.equal((await services.query(name))?.state, 'stopped');
      });
    }

    if (serviceLogons)
      it('cannot be started when their password is wrong', async () => {
        const { services } = shared.host;
        await install('LOGON', { password: `not ${password}` });
        await assert.rejects(services.start('LOGON'), error => {
          assert.ok(isResiteError(error, 'SERVICE_LOGON'), String(error));
          assert.ok(!JSON.stringify([error.message, error.hint]).includes(password));
          return true;
        });
        assert.equal((await services.query('LOGON'))?.state, 'stopped');
        await install('LOGON');
        await services.start('LOGON');
        await wait('LOGON', 'running');
        await services.stop('LOGON');
        await wait('LOGON', 'stopped');
      });

    it('tell whether an account could log on', async () => {
      const { services } = shared.host;
      assert.equal(await services.verifyAccount(account, password), 'ok');
      assert.equal(await services.verifyAccount(account, `not ${password}`), 'logon-failure');
      assert.equal(await services.verifyAccount('NOWHERE\\NOBODY', password), 'logon-failure');
    });

    it('tell when a password was set that the computer itself holds, and of no other', async () => {
      const { services } = shared.host;
      assert.deepEqual(await services.passwordSet(account), passwordSet);
      assert.equal(await services.passwordSet('NOWHERE\\NOBODY'), undefined);
    });

    it(database ? 'come with a database that answers' : 'come without a database', async () => {
      if (!database) return rejectsWith('DATABASE_UNREACHABLE', shared.host.database.query('SELECT 1'));
      assert.deepEqual(await shared.host.database.query(database.sql), database.rows);
    });
  });
}
