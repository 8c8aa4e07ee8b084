import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dwordValue, multiStringValue, readMultiString } from '@resite/registry/values';
import { equalBytes, names, rejectsWith } from './assertions.ts';
import type { MakeHost } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

const server = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer';
const securityDescriptor = Uint8Array.from({ length: 64 }, (_, index) => index * 3);

export function testShares(makeHost: MakeHost): void {
  describe('shares', () => {
    const shared = shareHost(makeHost);
    const shares = () => shared.host.shares;
    const find = async (name: string) => (await shares().list()).find(share => share.name === name);

    it('keep path, comment and security', async () => {
      const share = { name: 'SMS_SHRC', path: 'C:\\SMS', comment: 'SMS Site S01 = "x", Größe', securityDescriptor };
      for (let attempt = 0; attempt < 2; attempt++) {
        await shares().create(share);
        const { securityDescriptor: security, ...rest } = (await find('SMS_SHRC'))!;
        assert.deepEqual(rest, { name: 'SMS_SHRC', path: 'C:\\SMS', comment: share.comment });
        equalBytes(security, securityDescriptor);
      }
    });

    it('get new settings when they are created again', async () => {
      await shares().create({ name: 'Changed', path: 'C:\\A', comment: 'a', securityDescriptor });
      await shares().create({ name: 'CHANGED', path: 'D:\\B', comment: '' });
      assert.deepEqual(await find('Changed'), { name: 'Changed', path: 'D:\\B', comment: '' });
      assert.equal(await find('CHANGED'), undefined);
    });

    it('keep what else is recorded of them', async () => {
      const recorded = ['CSCFlags=0', 'MaxUses=10', 'Path=C:\\A', 'Permissions=63', 'Remark=old', 'Type=0'];
      await shared.host.registry.setValue(`${server}\\Shares`, multiStringValue('LIMITED', recorded));
      assert.deepEqual(await find('LIMITED'), { name: 'LIMITED', path: 'C:\\A', comment: 'old' });
      await shares().create({ name: 'LIMITED', path: 'C:\\A', comment: 'new' });
      const strings = readMultiString((await shared.host.registry.value(`${server}\\Shares`, 'LIMITED'))!);
      assert.deepEqual(strings.sort(), [...recorded.filter(text => text !== 'Remark=old'), 'Remark=new'].sort());
    });

    it('are listed by name bytes, the administrative ones among them', async () => {
      for (const name of ['zz', 'AA']) await shares().create({ name, path: 'C:\\X', comment: '' });
      const list = await shares().list();
      const listed = names(list);
      assert.deepEqual(listed, [...listed].sort());
      const { drives, systemRoot } = await shared.host.identity();
      for (const drive of drives) assert.equal(list.find(({ name }) => name === `${drive}$`)?.path, `${drive}:\\`);
      assert.equal(list.find(({ name }) => name === 'ADMIN$')?.path, systemRoot);
    });

    it('are removed once and for all, with their security', async () => {
      await shares().create({ name: 'REMOVED', path: 'C:\\X', comment: '', securityDescriptor });
      for (let attempt = 0; attempt < 2; attempt++) {
        await shares().remove('removed');
        assert.equal(await find('REMOVED'), undefined);
      }
      assert.equal(await shared.host.registry.value(`${server}\\Shares\\Security`, 'REMOVED'), undefined);
    });

    it('may be created side by side', async () => {
      const wanted = Array.from({ length: 6 }, (_, index) => `SIDE${index}`);
      await Promise.all(wanted.map(name => shares().create({ name, path: 'C:\\X', comment: name })));
      assert.deepEqual(
        names(await shares().list()).filter(name => name.startsWith('SIDE')),
        wanted,
      );
    });

    for (const name of ['C$', 'd$', 'Admin$', 'IPC$']) {
      it(`cannot be administrative: ${name}`, async () => {
        await rejectsWith('SHARE_ADMINISTRATIVE', shares().create({ name, path: 'C:\\', comment: '' }));
        await rejectsWith('SHARE_ADMINISTRATIVE', shares().remove(name));
      });
    }

    for (const [name, path] of [
      ['', 'C:\\X'],
      ['A\\B', 'C:\\X'],
      ['A/B', 'C:\\X'],
      ['A\0', 'C:\\X'],
      ['x'.repeat(81), 'C:\\X'],
      ['FINE', 'C:\\..'],
      ['FINE', 'X'],
    ] as const) {
      it(`refuse the name ${JSON.stringify(name)} for ${path}`, async () => {
        await rejectsWith('PATH_INVALID', shares().create({ name, path, comment: '' }));
        assert.equal(await find(name), undefined);
      });
    }
  });

  describe('administrative shares', () => {
    const shared = shareHost(makeHost);

    it('are not there when they are turned off', async () => {
      const { registry, shares } = shared.host;
      await registry.setValue(`${server}\\Parameters`, dwordValue('AutoShareServer', 0));
      assert.deepEqual(
        names(await shares.list()).filter(name => name.endsWith('$')),
        [],
      );
      await registry.setValue(`${server}\\Parameters`, dwordValue('AutoShareServer', 1));
      assert.ok(names(await shares.list()).includes('C$'));
    });
  });
}
