import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { defined } from '@resite/errors';
import type { FileMetadata, Files, Host } from '../host.ts';
import { equalBytes } from './assertions.ts';
import type { Disks, MakeHost } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

const securityDescriptor = Uint8Array.from({ length: 200 }, (_, index) => (index * 7) & 0xff);

const metadata: Record<string, FileMetadata> = {
  'times of 1995': { modified: 811_036_800_123_456_789n, created: 811_036_799_987_654_321n },
  'times before 1970': { modified: -1n, created: -1_000_000_001n },
  'the beginning of NT time': { created: -11_644_473_600_000_000_000n },
  'hidden and system': { attributes: 0x26 },
  'read-only': { attributes: 0x01 },
  'no attributes': { attributes: 0 },
  'the highest attribute': { attributes: 0x8000_0020 },
  'a security descriptor': { securityDescriptor },
  everything: { modified: 1n, created: 2n, attributes: 0x23, securityDescriptor },
};

export function testFileMetadata(
  makeHost: MakeHost<Pick<Host, 'files' | 'close'>>,
  { anySecurity = true }: Disks,
): void {
  describe('metadata of files', () => {
    const shared = shareHost(makeHost);
    const files = () => shared.host.files;

    /** As exact as the driver says that it is. */
    const look = async (path: string) => {
      const info = kept(files(), (await files().stat(path))!);
      const { modified, created, attributes } = info;
      return { modified, created, attributes, securityDescriptor: await files().securityDescriptor(path) };
    };

    for (const [index, [description, all]] of Object.entries(metadata).entries()) {
      const { securityDescriptor: _, ...others } = all;
      const wanted = anySecurity ? all : others;
      for (const type of ['file', 'directory'] as const) {
        it(`keeps ${description} of a ${type}`, async () => {
          const path = `C:\\M${index}${type}`;
          if (type === 'file') await files().write(path, Buffer.from('content'));
          else await files().createFolder(path);
          const before = await look(path);
          const expected = { ...before, ...kept(files(), wanted) };
          if (before.created === undefined) expected.created = undefined; // the way to the host does not show it
          if (type === 'directory') expected.attributes = (expected.attributes! | 0x10) >>> 0;
          for (let attempt = 0; attempt < 2; attempt++) {
            // biome-ignore lint/plugin: it is plain ASCII
            await files().setMetadata(path.toLowerCase(), wanted);
            const { securityDescriptor: actualSecurity, ...actual } = await look(path);
            const { securityDescriptor: expectedSecurity, ...rest } = expected;
            assert.deepEqual(actual, rest);
            equalBytes(actualSecurity, expectedSecurity);
            const listed = await files().list('C:\\', { security: true });
            equalBytes(listed.find(({ name }) => path.endsWith(name))?.securityDescriptor, expectedSecurity);
          }
        });
      }
    }

    it('shows the same in a list', async () => {
      await files().write('C:\\LISTED\\X', Buffer.from('x'));
      await files().setMetadata('C:\\LISTED\\X', { modified: 5n, created: 6n, attributes: 0x22 });
      assert.deepEqual(await files().list('C:\\LISTED'), [await files().stat('C:\\LISTED\\X')]);
    });

    it('takes from an earlier list only what is still true', async () => {
      const path = (name: string) => `C:\\KNOWN\\${name}`;
      for (const name of ['ATTRS', 'CONTENT', 'GONE', 'SAME', 'SECURITY', 'TIME'])
        await files().write(path(name), Buffer.from('old'));
      await sleep(2_100); // time stamps need not tell apart what happens within two seconds
      const known = await files().list('C:\\KNOWN', { security: true });
      const withoutSecurity = await files().list('C:\\KNOWN');
      const { modified } = (await files().stat(path('CONTENT')))!;

      await files().setMetadata(path('ATTRS'), { attributes: 0x23 });
      await files().write(path('CONTENT'), Buffer.from('new'));
      await files().setMetadata(path('CONTENT'), { modified });
      await files().remove(path('GONE'));
      await files().write(path('NEW'), Buffer.from('new'));
      if (anySecurity) await files().setMetadata(path('SECURITY'), { securityDescriptor });
      await files().setMetadata(path('TIME'), { created: 7n });

      const now = await files().list('C:\\KNOWN', { security: true });
      assert.deepEqual(await files().list('C:\\KNOWN', { security: true, known }), now);
      assert.deepEqual(await files().list('C:\\KNOWN', { security: true, known: withoutSecurity }), now);
      assert.deepEqual(await files().list('C:\\KNOWN', { security: true, known: [...known] }), now);
      assert.deepEqual(await files().list('C:\\', { known }), await files().list('C:\\'));
    });

    it('gives new files the archive attribute, and folders theirs', async () => {
      await files().write('C:\\NEW\\X', Buffer.from('x'));
      assert.equal((await files().stat('C:\\NEW\\X'))?.attributes, 0x20);
      assert.equal((await files().stat('C:\\NEW'))?.attributes, 0x10);
      if (anySecurity) assert.equal(await files().securityDescriptor('C:\\NEW\\X'), undefined);
    });

    it('keeps attributes, creation time and security of a file whose content is replaced', async () => {
      const path = 'C:\\REPLACED';
      await files().write(path, Buffer.from('old'));
      const { created } = await look(path);
      await files().write(path, Buffer.from('new'));
      assert.equal((await look(path)).created, created);

      const wanted = { modified: 3_000_000_000n, created: 4_000_000_000n, attributes: 0x22 };
      await files().setMetadata(path, anySecurity ? { ...wanted, securityDescriptor } : wanted);
      const before = await look(path);
      await files().write(path, Buffer.from('newest'));
      const after = await look(path);
      assert.equal(after.created, created === undefined ? undefined : wanted.created);
      assert.equal(after.attributes, wanted.attributes);
      equalBytes(after.securityDescriptor, anySecurity ? securityDescriptor : before.securityDescriptor);
      assert.notEqual(after.modified, wanted.modified);
    });

    it('tells a changed file from an unchanged one by modification time, change time or inode', async () => {
      const path = 'C:\\CHANGED';
      await files().write(path, Buffer.from('one'));
      const first = await files().stat(path);
      assert.deepEqual(await files().stat(path), first);
      await files().write(path, Buffer.from('two'));
      assert.notDeepEqual(await files().stat(path), first);
    });
  });
}

/** What is left of metadata when the driver has set them, or shown them. */
function kept(files: Files, metadata: FileMetadata): FileMetadata {
  const { timePrecision = { modified: 1n, created: 1n }, keptAttributes = 0xffff_ffff } = files;
  const { modified, created, attributes, ...rest } = metadata;
  return defined({
    ...rest,
    modified: modified === undefined ? undefined : roundedDown(modified, timePrecision.modified),
    created: created === undefined ? undefined : roundedDown(created, timePrecision.created),
    attributes: attributes === undefined ? undefined : (attributes & keptAttributes) >>> 0,
  });
}

function roundedDown(time: bigint, precision: bigint): bigint {
  return time - (((time % precision) + precision) % precision);
}
