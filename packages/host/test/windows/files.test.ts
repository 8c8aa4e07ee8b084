import assert from 'node:assert/strict';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isResiteError, ResiteError } from '@resite/errors';
import { getExtendedAttribute } from '@resite/filesystem';
import { isLong, sampleOf } from '../../../../scripts/sample.ts';
import { startCuttingProxy } from '../../../../scripts/servers/cutting-proxy.ts';
import type { SmbServer } from '../../../../scripts/servers/smb-server.ts';
import type { Files } from '../../src/host.ts';
import { checkedEntries } from '../../src/windows/files/entries.ts';
import { windowsFiles } from '../../src/windows/files/windows-files.ts';
import type { Entry } from '../../src/windows/session/protocol.ts';
import { createSession, type Session } from '../../src/windows/session/session.ts';
import { sessionOf, settingsOf, startServer } from '../support/windows-server.ts';

const names = [
  '50% #1 & more.txt',
  "Größe 'x' +=;,@!~^{}[]().ini",
  ' begins with a space',
  `${'ü'.repeat(50)}${'x'.repeat(145)}.txt`,
  '%41.txt',
  '日本語',
];

for (const kind of ['today', 'nt4'] as const) {
  describe(`files of a computer that speaks as ${kind}`, () => {
    let server: SmbServer;
    let session: Session;
    let files: Files;
    before(async () => {
      server = await startServer({ kind, drives: ['C', 'D'] });
      session = createSession(settingsOf(server));
      files = windowsFiles(session);
    });
    after(async () => {
      await session.close();
      await server.stop();
    });
    const onDisk = (...path: string[]) => join(server.folder, ...path);

    test('can have every name that Windows allows, on every drive', async () => {
      await files.createFolder('D:\\Names %25');
      for (const name of names) {
        const path = `D:\\Names %25\\${name}`;
        await files.write(path, Buffer.from(name));
        await files.write(path, Buffer.from(name));
        await files.setMetadata(path, { attributes: 0x22, created: 800_000_000_000_000_000n });
        assert.equal((await files.stat(path))?.name, name);
        await files.rename(path, `${path}2`);
        assert.equal(await files.read(`${path}2`).then(String), name);
      }
      assert.deepEqual((await readdir(onDisk('D', 'Names %25'))).sort(), names.map(name => `${name}2`).sort());
      await files.remove('D:\\Names %25');
      assert.deepEqual(await readdir(onDisk('D')), []);
    });

    test("are as Samba's own client sees them", async () => {
      await files.write('C:\\SEEN.TXT', Buffer.from('seen'));
      const [created, modified] = [757_382_400_000_000_000n, 788_918_401_500_000_000n];
      await files.setMetadata('C:\\SEEN.TXT', { created, modified, attributes: 0x23 });
      const look = () => ({ ...allInfo(server, 'SEEN.TXT'), created: createdOnDisk(onDisk('C', 'SEEN.TXT')) });
      assert.deepEqual(look(), { created: 757_382_400, modified: 788_918_401, attributes: 'RHA' });
      // one thing alone leaves the others as they were; over SMB 1, smbd itself forgets the creation time
      if (kind === 'today') {
        await files.setMetadata('C:\\SEEN.TXT', { attributes: 0x04 });
        assert.deepEqual(look(), { created: 757_382_400, modified: 788_918_401, attributes: 'S' });
        await files.setMetadata('C:\\SEEN.TXT', { modified: 799_000_000_000_000_000n });
        assert.deepEqual(look(), { created: 757_382_400, modified: 799_000_000, attributes: 'S' });
      }
      await files.setMetadata('C:\\SEEN.TXT', { attributes: 0x04, modified: 799_000_000_000_000_000n });
      await files.setMetadata('C:\\SEEN.TXT', { created: 700_000_000_000_000_000n });
      assert.deepEqual(look(), { created: 700_000_000, modified: 799_000_000, attributes: 'S' });
      assert.equal(server.tool('smbclient', [share(server), '-c', 'get SEEN.TXT -']), 'seen');
    });

    test('with permissions that are asked again, for Samba has no change times that would tell of them', async () => {
      await files.write('C:\\PERMITTED\\X', Buffer.from('x'));
      const known = await files.list('C:\\PERMITTED', { security: true });
      await chmod(join(server.folder, 'C', 'PERMITTED', 'X'), 0o700);
      const [now] = await files.list('C:\\PERMITTED', { security: true, known });
      assert.notDeepEqual(now!.securityDescriptor, known[0]!.securityDescriptor);
    });

    test('with security descriptors that are those of Samba, which lets nobody set them', async () => {
      await files.write('C:\\SECURED\\X', Buffer.from('x'));
      const descriptor = (await files.securityDescriptor('C:\\SECURED\\X'))!;
      const said = server.tool('smbcacls', ['--numeric', share(server), 'SECURED/X']);
      const sids = [...said.matchAll(/^(?:OWNER|GROUP|ACL):(S-1-[\d-]+)/gm)].map(([, sid]) => sid!);
      assert.ok(sids.length > 2, said);
      for (const sid of sids) assert.ok(Buffer.from(descriptor).includes(binarySid(sid)), `${sid} is missing`);
      const [listed] = await files.list('C:\\SECURED', { security: true });
      assert.deepEqual(Buffer.from(listed!.securityDescriptor!), Buffer.from(descriptor));
      assert.ok((await files.securityDescriptor('C:\\'))!.length > 20);
      await files.setMetadata('C:\\SECURED\\X', { securityDescriptor: descriptor }); // nothing to set
      const other = (await files.securityDescriptor('C:\\SECURED'))!;
      await assert.rejects(
        files.setMetadata('C:\\SECURED\\X', { securityDescriptor: other }),
        error => isResiteError(error, 'FILE_ACCESS') && /ERROR_ACCESS_DENIED/.test(error.message),
      );
    });

    test('never give way to a folder, nor a folder to a file', async () => {
      await files.createFolder('C:\\EMPTY');
      await files.write('C:\\FILE', Buffer.from('file'));
      for (const action of [
        () => files.rename('C:\\FILE', 'C:\\EMPTY'),
        () => files.rename('C:\\EMPTY', 'C:\\FILE'),
        () => files.write('C:\\EMPTY', Buffer.from('x')),
        () => files.openWriter('C:\\EMPTY', 1),
        () => files.createFolder('C:\\FILE'),
      ])
        await assert.rejects(action(), error => isResiteError(error, 'FILE_ACCESS'));
      assert.deepEqual(
        (await readdir(onDisk('C'))).filter(name => /^EMPTY|FILE|tmp/.test(name)),
        ['EMPTY', 'FILE'],
      );
      assert.equal(await readFile(onDisk('C', 'FILE'), 'utf8'), 'file');
    });

    test('that are read-only and hidden can be written, replaced and removed, and stay so', async () => {
      const path = 'C:\\READONLY.INI';
      await files.write(path, Buffer.from('old'));
      await files.setMetadata(path, { attributes: 0x07 });
      await files.write(path, Buffer.from('new'));
      assert.equal((await files.stat(path))?.attributes, 0x07);
      const writer = await files.openWriter(path, 3);
      await writer.write(0, Buffer.from('abc'));
      await writer.close();
      assert.equal(await files.read(path).then(String), 'abc');
      assert.equal((await files.stat(path))!.attributes & 0x07, 0x07);
      await files.rename(path, 'C:\\READONLY.OLD');
      await files.remove('C:\\READONLY.OLD');
      assert.equal(await files.stat('C:\\READONLY.OLD'), undefined);
    });

    test('that another program holds keep their content, and what was to replace them is gone', async t => {
      const holder = windowsFiles(sessionOf(t, server));
      await files.write('C:\\HELD\\X', Buffer.from('held'));
      const writer = await holder.openWriter('C:\\HELD\\X', 4);
      await assert.rejects(files.write('C:\\HELD\\X', Buffer.from('other')), error =>
        isResiteError(error, 'FILE_ACCESS'),
      );
      await assert.rejects(files.remove('C:\\HELD\\X'), error => isResiteError(error, 'FILE_IN_USE'));
      await writer.close();
      assert.deepEqual(await readdir(onDisk('C', 'HELD')), ['X']);
    });

    test('are not changed when the guard says no, even at the last moment', async () => {
      await files.write('C:\\GUARD\\X', Buffer.from('old'));
      let allowed = 1;
      const guarded = windowsFiles(session, async intent => {
        if (intent === 'change' && allowed-- <= 0) throw new ResiteError('FENCED', 'no more');
      });
      await assert.rejects(guarded.write('C:\\GUARD\\X', Buffer.from('new')), error => isResiteError(error, 'FENCED'));
      allowed = 0;
      for (const action of changes(guarded, 'C:\\GUARD\\X'))
        await assert.rejects(action(), error => isResiteError(error, 'FENCED'));
      assert.deepEqual(await readdir(onDisk('C', 'GUARD')), ['X']);
      assert.equal(await guarded.read('C:\\GUARD\\X').then(String), 'old');
    });

    test('are old or new and never a part, wherever the connection is cut', async t => {
      const proxy = await startCuttingProxy(server.port, server.address);
      t.after(() => proxy.stop());
      const settings = { address: '127.0.0.1', port: proxy.port, answerTimeout: 10_000 };
      const files = windowsFiles(sessionOf(t, server, settings));
      const contents = ['a', 'b'].map(letter => letter.repeat(100_000));
      await files.write('C:\\CUT\\X', Buffer.from(contents[0]!));
      const cuts = Array.from({ length: 24 }, (_, index) => Math.round(500 * 1.3 ** index));
      const some = isLong ? cuts : sampleOf(cuts, kind === 'today' ? 5 : 2);
      for (const [index, bytes] of some.entries()) {
        proxy.cutAfter(bytes, 'up', 1);
        await files.write('C:\\CUT\\X', Buffer.from(contents[index % 2]!)).catch(error => {
          if (!isResiteError(error, 'HOST_DOWN')) throw error;
        });
        proxy.cutAfter(0, 'up', 0);
        const found = await readFile(onDisk('C', 'CUT', 'X'), 'utf8');
        assert.ok(contents.includes(found), `${found.length} bytes after a cut at ${bytes}`);
        await files.write('C:\\CUT\\X', Buffer.from(contents[0]!));
        assert.equal(await files.read('C:\\CUT\\X').then(String), contents[0]);
      }
      assert.ok(proxy.cuts >= some.length / 2, `${proxy.cuts} cuts`);
    });
  });
}

test('names that would lead elsewhere are refused, whoever says them', () => {
  const entry = {
    shortName: '',
    size: 0,
    attributes: 0x20,
    created: 0n,
    modified: 0n,
    accessed: 0n,
    changed: 0n,
  };
  const entries = (...listed: string[]): Entry[] => listed.map(name => ({ ...entry, name }));
  for (const name of ['', '.', '..', '..\\X', 'A/B', 'A\0'])
    assert.throws(
      () => checkedEntries('C:\\', entries('FINE', name)),
      error => isResiteError(error, 'HOST_PROTOCOL'),
    );
  assert.deepEqual(
    checkedEntries('C:\\', entries('b', 'ä', 'a')).map(({ name }) => name),
    ['a', 'b', 'ä'],
  );
});

function changes(files: Files, path: string): (() => Promise<unknown>)[] {
  return [
    () => files.write(path, Buffer.from('x')),
    () => files.openWriter(path, 1),
    () => files.createFolder(`${path}\\Y`),
    () => files.setMetadata(path, { attributes: 1 }),
    () => files.rename(path, `${path}2`),
    () => files.remove(path),
  ];
}

const share = ({ address }: SmbServer) => `//${address}/C$`;

/** [MS-DTYP] 2.4.2.2. */
function binarySid(text: string): Buffer {
  const [authority = 0, ...subAuthorities] = text.split('-').slice(2).map(Number);
  const sid = Buffer.alloc(8 + 4 * subAuthorities.length);
  sid.set([1, subAuthorities.length]);
  sid.writeUIntBE(authority, 2, 6);
  for (const [index, value] of subAuthorities.entries()) sid.writeUInt32LE(value, 8 + 4 * index);
  return sid;
}

/** What smbclient says of a file; the time in seconds. */
function allInfo(server: SmbServer, name: string): { modified: number; attributes: string } {
  const text = server.tool('smbclient', [share(server), '-c', `allinfo ${name}`]);
  const field = (label: string) => new RegExp(`^${label}:\\s+(.*)$`, 'm').exec(text)![1]!;
  return {
    modified: Math.floor(Date.parse(field('write_time')) / 1000),
    attributes: field('attributes').replace(/ .*/, ''),
  };
}

/** Where Samba keeps the creation time, in seconds: of SMB 1, its tools do not show it. A FILETIME, the last eight bytes. */
function createdOnDisk(path: string): number {
  const kept = getExtendedAttribute(path, 'user.DOSATTRIB')!;
  return Number(kept.readBigUInt64LE(kept.length - 8) / 10_000_000n - 11_644_473_600n);
}
