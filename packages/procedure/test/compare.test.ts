import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { stringValue } from '@resite/registry/values';
import { compareWithSnapshot } from '../src/actions/compare.ts';
import { restoreFiles, restoreRegistry } from '../src/actions/restore.ts';
import { verifySnapshot } from '../src/actions/verify-snapshot.ts';
import { type ImageSite, roots, sharedImageSite, smsKey } from './support/image-site.ts';

async function restore({ execution }: ImageSite, id: string): Promise<void> {
  const snapshot = { id };
  await restoreRegistry({ type: 'restore-registry', host: 'TARGET', key: smsKey, snapshot }, execution);
  for (const root of roots) await restoreFiles({ type: 'restore-files', host: 'TARGET', root, snapshot }, execution);
}

const compare = ({ execution }: ImageSite, id: string) =>
  compareWithSnapshot(
    { type: 'compare-with-snapshot', host: 'TARGET', roots, key: smsKey, snapshot: { id } },
    execution,
  );

const site = await sharedImageSite();
const id = await site.snapshot();
await verifySnapshot({ type: 'verify-snapshot', snapshot: { id } }, site.execution);

test('what was restored equals the snapshot, and so it does when everything is restored a second time', async () => {
  for (let time = 0; time < 2; time++) {
    await restore(site, id);
    assert.equal((await compare(site, id)).detail, `6 files and ${smsKey} equal the snapshot`);
  }
  assert.equal(await site.target.files.stat('C:\\SMSOTHER'), undefined);
});

const setup = 'D:\\SMS_PKGD\\P01\\SETUP.EXE';
const modified = 838_209_600_000_000_000n;

/** One change of the restored disk at a time, and what is said of it. */
const changes: { what: string; change: (target: Host) => Promise<unknown>; says: string }[] = [
  {
    what: 'content',
    change: async ({ files }) => {
      await files.write(setup, Buffer.from(`${'x'.repeat(2_999)}y`));
      await files.setMetadata(setup, { modified, attributes: 0x20 });
    },
    says: `${setup} has other content`,
  },
  {
    what: 'size',
    change: async ({ files }) => {
      await files.write(setup, Buffer.from('x'.repeat(2_999)));
      await files.setMetadata(setup, { modified, attributes: 0x20 });
    },
    says: `${setup} has another size`,
  },
  {
    what: 'time',
    change: ({ files }) => files.setMetadata(setup, { modified: modified + 1n }),
    says: `${setup} has another time`,
  },
  {
    what: 'time of a folder',
    change: ({ files }) => files.setMetadata('D:\\SMS_PKGD', { modified }),
    says: 'D:\\SMS_PKGD has another time',
  },
  {
    what: 'creation time',
    change: ({ files }) => files.setMetadata(setup, { created: modified }),
    says: `${setup} has another creation time`,
  },
  {
    what: 'attributes',
    change: ({ files }) => files.setMetadata('C:\\SMS.INI', { attributes: 0x20 }),
    says: 'C:\\SMS.INI has other attributes',
  },
  {
    what: 'permissions',
    change: ({ files }) =>
      files.setMetadata('C:\\SMS\\System.map', {
        securityDescriptor: Buffer.from('01000480000000000000000000000000', 'hex'),
      }),
    says: 'C:\\SMS\\System.map has other permissions',
  },
  {
    what: 'a file that is missing',
    change: ({ files }) => files.remove('C:\\SMS.INI'),
    says: 'C:\\SMS.INI is missing',
  },
  {
    what: 'a folder in place of a file',
    change: async ({ files }) => {
      await files.remove('C:\\SMS.INI');
      await files.createFolder('C:\\SMS.INI');
    },
    says: 'C:\\SMS.INI is not a file',
  },
  {
    what: 'a registry value',
    change: ({ registry }) => registry.setValue(`${smsKey}\\Identification`, stringValue('Site Code', 'S02')),
    says: 'Site Code',
  },
  {
    what: 'the registry key',
    change: ({ registry }) => registry.remove(smsKey),
    says: `${smsKey} is missing`,
  },
];
for (const { what, change, says } of changes) {
  test(`a difference is found: ${what}`, async () => {
    await change(site.target);
    await assert.rejects(compare(site, id), error => {
      assert.ok(isResiteError(error, 'RESTORE_PARTIAL'), String(error));
      assert.ok(error.message.includes(says), error.message);
      return true;
    });
    await site.target.files.remove('C:\\SMS.INI');
    await restore(site, id);
    await compare(site, id);
  });
}

test('a snapshot without a required file is refused', async () => {
  await site.host.files.remove('C:\\SMS\\System.map');
  const snapshot = { id: await site.snapshot() };
  await assert.rejects(verifySnapshot({ type: 'verify-snapshot', snapshot }, site.execution), error => {
    assert.ok(isResiteError(error, 'SNAPSHOT_INCOMPLETE'));
    assert.match(error.message, /has no C:\\SMS\\SYSTEM\.MAP/);
    return true;
  });
});
