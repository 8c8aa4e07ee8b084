import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostSource } from '../src/capture/host-source.ts';
import { newLook } from '../src/capture/look.ts';
import { snapshotPath } from '../src/capture/snapshot-path.ts';
import { copyStopped } from '../src/capture/stopped-copy.ts';
import { changes, shareDrift } from '../src/drift/description-drift.ts';
import { compareFiles } from '../src/drift/file-drift.ts';
import { findLogonServers } from '../src/ids/logon-servers.ts';
import { site } from './support/description.ts';
import { type ImageSite, pathsOf, sharedImageSite } from './support/image-site.ts';

/** Two names to Windows, and one to whoever compares what `toUpperCase` of JavaScript makes of them. */
const twins = [
  ['straße', 'STRASSE'],
  ['ı', 'I'],
  ['ς', 'Σ'],
  ['ǅ', 'Ǆ'],
] as const;

const write = ({ host }: ImageSite, ...names: string[]) =>
  Promise.all(names.map(name => host.files.write(`C:\\${name}`, Buffer.from(name))));

const shared = await sharedImageSite();

for (const [there, wanted] of twins) {
  test(`${there} is not there for ${wanted}`, async () => {
    await write(shared, there);
    const root = `C:\\${wanted}`;
    const copy = await copyStopped(shared.host, [root], {
      look: newLook(),
      reread: () => true,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    assert.deepEqual(copy?.missing, [root]);

    const { tree } = await shared.repository.archive(hostSource(shared.host, [root]));
    assert.deepEqual(await pathsOf(shared.repository, tree), ['/C']);
  });
}

test('of two such files only the root is captured, in whatever case it is named', async () => {
  const { host, repository } = shared;
  await write(shared, 'straße', 'STRASSE', 'Σ', 'ς');
  const { tree } = await repository.archive(hostSource(host, ['C:\\STRAßE', 'C:\\ς']));
  assert.deepEqual(await pathsOf(repository, tree), ['/C', '/C/straße', '/C/ς']);
  assert.equal(snapshotPath('c:\\straße'), '/C/straße');
});

test('what changed is reported for each such file, and of one folder under two spellings once', async () => {
  const { host, repository } = shared;
  const roots = ['C:\\SMS'];
  const { tree } = await repository.archive(hostSource(host, roots));
  await host.files.write('C:\\SMS\\site.SRV\\new', Buffer.from('new'));
  const { folders } = await compareFiles(host, ['c:\\sms'], { repository, tree });
  assert.deepEqual(
    folders.map(({ folder, added }) => [folder, added]),
    [['c:\\sms\\Site.srv', 1]],
  );
});

test('drift takes two such shares for two, and one in another case for the same', () => {
  const share = (name: string, path = 'C:\\SMS') => ({ name, path, comment: '', securityDescriptor: '' });
  const before = { ...site, shares: [share('SMS_straße'), share('SMS_ı')] };
  assert.deepEqual(shareDrift(before, { ...site, shares: [share('sms_STRAßE', 'c:\\sms'), share('SMS_ı')] }), []);
  assert.deepEqual(
    shareDrift(before, { ...site, shares: [share('SMS_STRASSE'), share('SMS_ı', 'C:\\SMı')] }).map(({ what }) => what),
    ['SMS_STRAßE is not shared any more', 'SMS_STRASSE is new: C:\\SMS', 'SMS_ı: path C:\\SMS → C:\\SMı'],
  );
});

test('facts compare as Windows compares names', () => {
  assert.deepEqual(changes({ '[SMS] Code': 'größe' }, { '[sms] CODE': 'GRÖßE' }), []);
  assert.deepEqual(changes({ root: 'D:\\straße' }, { root: 'D:\\STRASSE' }), ['root D:\\straße → D:\\STRASSE']);
});

test('two such logon servers are two', () => {
  const hosts = { STRASSE: { driver: 'image', folder: '/strasse' } } as const;
  const found = findLogonServers({ named: ['straße', 'strasse'], configured: [], hosts, except: [] });
  assert.deepEqual(found, { STRASSE: hosts.STRASSE, STRAßE: null });
});
