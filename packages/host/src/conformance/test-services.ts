import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findValue } from '@resite/registry/keys';
import { sameName } from '@resite/registry/names';
import { dwordValue, expandStringValue, readDword, readString } from '@resite/registry/values';
import type { ServiceDefinition, StartType } from '../host.ts';
import { names, rejectsWith } from './assertions.ts';
import type { Live, MakeHost, Offline } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';

/** What holds whether or not anything runs. */
export function testServices(makeHost: MakeHost, options: Live | Offline): void {
  describe('services', () => {
    const shared = shareHost(makeHost);
    const keys = !options.live || options.serviceKeys !== false;
    const password = options.live ? options.service.password : undefined;

    const define = (name: string, rest: Partial<ServiceDefinition> = {}): ServiceDefinition => ({
      name,
      imagePath: options.live ? options.service.imagePath : 'C:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE',
      account: options.live ? options.service.account : 'BRANCHDOM\\SMSADMIN',
      startType: 'manual',
      ...rest,
    });
    const install = (definition: ServiceDefinition) => shared.host.services.install(definition, password);
    const query = (name: string) => shared.host.services.query(name);

    it('knows nothing of a service that is not there', async () => {
      assert.equal(await query('ABSENT'), undefined);
      await rejectsWith('SERVICE_MISSING', shared.host.services.stop('ABSENT'));
      await rejectsWith('SERVICE_MISSING', shared.host.services.setStartType('ABSENT', 'auto'));
      await shared.host.services.remove('ABSENT');
    });

    for (const startType of ['auto', 'manual', 'disabled'] as const) {
      it(`installs a service with start type ${startType}`, async () => {
        const definition = define(`INSTALLED_${startType}`, { startType, displayName: `Shown as ${startType}` });
        for (let attempt = 0; attempt < 2; attempt++) {
          await install(definition);
          assert.deepEqual(await query(definition.name), { ...definition, state: 'stopped' });
        }
      });
    }

    it('shows a service without a display name by its name', async () => {
      await install(define('NO_DISPLAY_NAME'));
      assert.equal((await query('NO_DISPLAY_NAME'))?.displayName, 'NO_DISPLAY_NAME');
    });

    if (!options.live || options.dependencies !== false)
      it('tells what a service depends on, services and groups', async () => {
        const definition = define('DEPENDS', { dependsOn: ['FIRST', 'Second one', '+A group'] });
        for (let attempt = 0; attempt < 2; attempt++) {
          await install({ ...definition, displayName: 'Depends' });
          assert.deepEqual((await query('DEPENDS'))?.dependsOn, definition.dependsOn);
        }
        await install(define('DEPENDS', { displayName: 'Depends' })); // of what it depends on, this says nothing
        const listed = (await shared.host.services.list()).find(({ name }) => name === 'DEPENDS');
        assert.deepEqual(listed?.dependsOn, definition.dependsOn);
        await install(define('DEPENDS_NOT'));
        assert.ok(!Object.hasOwn((await query('DEPENDS_NOT'))!, 'dependsOn'));
        for (const dependsOn of [[], ['FIRST'], ['FIRST', 'OTHER', '+A group']]) {
          await rejectsWith('SERVICE_EXISTS', install({ ...definition, displayName: 'Depends', dependsOn }));
        }
        await rejectsWith('PATH_INVALID', install(define('DEPENDS_NUL', { dependsOn: ['A\0B'] })));
      });

    if (keys)
      it('keeps services where Windows does', async () => {
        const definition = define('IN_REGISTRY', { startType: 'auto', imagePath: '%SystemRoot%\\system32\\x.exe' });
        await shared.host.services.install(definition, password);
        const key = (await shared.host.registry.read(`${services}\\IN_REGISTRY`))!;
        const value = (name: string) => findValue(key, name)!;
        assert.deepEqual(
          ['Type', 'Start', 'ErrorControl'].map(name => readDword(value(name))),
          [0x10, 2, 1],
        );
        assert.deepEqual(value('ImagePath').type, expandStringValue('', '').type);
        assert.deepEqual(
          ['ImagePath', 'DisplayName', 'ObjectName'].map(name => readString(value(name))),
          [definition.imagePath, 'IN_REGISTRY', definition.account],
        );
      });

    for (const [what, other] of Object.entries<Partial<ServiceDefinition>>({
      program: { imagePath: 'C:\\OTHER.EXE' },
      account: { account: 'LocalSystem' },
      'start type': { startType: 'disabled' },
      'display name': { displayName: 'Another name' },
    })) {
      it(`does not install over a service with another ${what}`, async () => {
        const definition = define(`TAKEN_${what.replace(' ', '_')}`);
        await install(definition);
        const before = await query(definition.name);
        // biome-ignore lint/plugin: it is plain ASCII
        const changed = { ...definition, name: definition.name.toLowerCase(), ...other };
        const otherPassword = changed.account === 'LocalSystem' ? undefined : password;
        await rejectsWith('SERVICE_EXISTS', shared.host.services.install(changed, otherPassword));
        assert.deepEqual(await query(definition.name), before);
      });
    }

    if (keys)
      it('lists Win32 services, sorted, and no drivers', async () => {
        for (const name of ['ZLAST', 'AFIRST']) await install(define(name));
        await shared.host.registry.setValue(`${services}\\ADRIVER`, dwordValue('Type', 1));
        await shared.host.registry.setValue(`${services}\\NOSERVICE\\Parameters`, dwordValue('X', 1));
        const list = await shared.host.services.list();
        const listed = names(list);
        assert.deepEqual(listed, [...listed].sort());
        assert.deepEqual(
          listed.filter(name => ['ADRIVER', 'AFIRST', 'NOSERVICE', 'ZLAST'].includes(name)),
          ['AFIRST', 'ZLAST'],
        );
        assert.deepEqual(
          list.find(({ name }) => name === 'ZLAST'),
          await query('zlast'),
        );
        await rejectsWith('SERVICE_EXISTS', install(define('ADRIVER')));
      });

    it('lists those alone that are named', async () => {
      for (const name of ['NAMED_B', 'NAMED_A', 'NOT_NAMED']) await install(define(name));
      const { list } = shared.host.services;
      const all = await list();
      assert.ok(names(all).includes('NOT_NAMED'));
      const wanted = all.filter(({ name }) => /^NAMED_[AB]$/.test(name));
      assert.deepEqual(names(wanted), ['NAMED_A', 'NAMED_B']);
      assert.deepEqual(await list(['named_b', 'ABSENT', 'NAMED_A']), wanted);
      assert.deepEqual(await list([]), []);
    });

    if (keys)
      it('installs over what a service of the same name has left behind', async () => {
        await shared.host.registry.setValue(`${services}\\LEFTOVER\\Parameters`, dwordValue('X', 1));
        await install(define('LEFTOVER'));
        assert.ok(await query('LEFTOVER'));
        assert.ok(await shared.host.registry.value(`${services}\\LEFTOVER\\Parameters`, 'X'));
      });

    it('changes the start type', async () => {
      await install(define('STARTTYPE'));
      for (const startType of ['disabled', 'disabled', 'auto', 'manual'] satisfies StartType[]) {
        await shared.host.services.setStartType('starttype', startType);
        assert.equal((await query('STARTTYPE'))?.startType, startType);
      }
    });

    it('lets a stopped service be stopped', async () => {
      await install(define('STOPPED'));
      await shared.host.services.stop('STOPPED');
      assert.equal((await query('STOPPED'))?.state, 'stopped');
    });

    it('removes a service once and for all', async () => {
      await install(define('REMOVED'));
      for (let attempt = 0; attempt < 2; attempt++) {
        await shared.host.services.remove('removed');
        assert.equal(await query('REMOVED'), undefined);
        assert.ok(!(await shared.host.services.list()).some(({ name }) => sameName(name, 'REMOVED')));
        assert.equal(await shared.host.registry.read(`${services}\\REMOVED`), undefined);
      }
    });

    for (const name of ['', 'A\\B', 'A/B', 'A\0B']) {
      it(`refuses the name ${JSON.stringify(name)}`, async () => {
        const { services } = shared.host;
        await rejectsWith('PATH_INVALID', install(define(name)));
        await rejectsWith('PATH_INVALID', services.query(name));
        await rejectsWith('PATH_INVALID', services.stop(name));
        await rejectsWith('PATH_INVALID', services.remove(name));
        await rejectsWith('PATH_INVALID', services.setStartType(name, 'auto'));
      });
    }
  });
}
