import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostSource } from '../src/capture/host-source.ts';
import { pathsOf, withImageSite } from './support/image-site.ts';

const cases: { what: string; roots: string[]; paths: string[] }[] = [
  {
    what: 'folders and files on two drives, with what leads to them and nothing beside',
    roots: ['C:\\SMS', 'C:\\SMS.INI', 'D:\\SMS_PKGD'],
    paths: [
      '/C',
      '/C/SMS',
      '/C/SMS.INI',
      '/C/SMS/LOGON.SRV',
      '/C/SMS/LOGON.SRV/RUNSMS.BAT',
      '/C/SMS/LOGON.SRV/SMSID',
      '/C/SMS/LOGON.SRV/SMSID/S0101005.UID',
      '/C/SMS/Site.srv',
      '/C/SMS/Site.srv/sitecfg.box',
      '/C/SMS/Site.srv/sitecfg.box/sitectrl.ct0',
      '/C/SMS/System.map',
      '/D',
      '/D/SMS_PKGD',
      '/D/SMS_PKGD/P01',
      '/D/SMS_PKGD/P01/SETUP.EXE',
    ],
  },
  {
    what: 'a root far below, in other case',
    roots: ['c:\\sms\\site.srv\\SITECFG.BOX'],
    paths: [
      '/C',
      '/C/SMS',
      '/C/SMS/Site.srv',
      '/C/SMS/Site.srv/sitecfg.box',
      '/C/SMS/Site.srv/sitecfg.box/sitectrl.ct0',
    ],
  },
  {
    what: 'a root that is gone is left out',
    roots: ['C:\\SMS.INI', 'C:\\MS'],
    paths: ['/C', '/C/SMS.INI'],
  },
];
for (const { what, roots, paths } of cases) {
  test(what, () =>
    withImageSite(async ({ host, repository }) => {
      const { tree, unreadable } = await repository.archive(hostSource(host, roots));
      assert.deepEqual(unreadable, []);
      const found = await pathsOf(repository, tree);
      assert.deepEqual(found, paths);
    }),
  );
}

test('one root within another: everything below the outer one, once', () =>
  withImageSite(async ({ host, repository }) => {
    const one = await repository.archive(hostSource(host, ['C:\\SMS']));
    const both = await repository.archive(hostSource(host, ['C:\\SMS\\LOGON.SRV', 'C:\\SMS']));
    assert.equal(both.tree, one.tree);
  }));

test('what cannot be read is named with its path, and the rest is saved', () =>
  withImageSite(async ({ folder, host, repository }) => {
    await symlink('/etc/passwd', join(folder, 'disk/C/SMS/link'));
    const { tree, unreadable } = await repository.archive(hostSource(host, ['C:\\SMS', 'C:\\SMS.INI']));
    assert.deepEqual(
      unreadable.map(({ path }) => path),
      ['/C/SMS/link'],
    );
    assert.ok((await repository.find(tree, '/C/SMS.INI')) !== undefined);
  }));
