import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { runs, seed } from '../../../../scripts/sample.ts';
import { type SmbServerKind, smbServerKinds } from '../../../../scripts/servers/smb-configuration.ts';
import type { SmbServer } from '../../../../scripts/servers/smb-server.ts';
import { type Negotiated, readNegotiated } from '../../src/windows/session/negotiation.ts';
import { newestProtocol, oldProtocol, spokenProtocol } from '../../src/windows/session/spoken-protocol.ts';
import type { WindowsSettings } from '../../src/windows/settings.ts';
import { settingsOf, startServer } from '../support/windows-server.ts';

const timeout = 30_000;

describe('what a computer speaks is learnt without a logon', () => {
  const servers = new Map<SmbServerKind, SmbServer>();

  before(async () => {
    await Promise.all(smbServerKinds.map(async kind => servers.set(kind, await startServer({ kind }))));
  });
  after(() => Promise.all([...servers.values()].map(server => server.stop())));

  const cases: [
    kind: SmbServerKind,
    protocol: NonNullable<WindowsSettings['protocol']>,
    newest: Negotiated | undefined,
    old: Negotiated | undefined,
  ][] = [
    ['nt4', {}, undefined, { protocol: 'NT1', signing: 'none', encryption: false }],
    ['today', {}, { protocol: 'SMB3_11', signing: 'required', encryption: true }, undefined],
    ['today', { max: 'SMB3_02' }, { protocol: 'SMB3_02', signing: 'required', encryption: true }, undefined],
    ['today', { min: 'NT1', max: 'NT1' }, undefined, undefined],
    ['today', { max: 'SMB2_10' }, undefined, undefined],
    ['encrypted', {}, { protocol: 'SMB3_11', signing: 'possible', encryption: true }, undefined],
  ];
  for (const [kind, protocol, newest, old] of cases) {
    test(`${kind}, where ${JSON.stringify(protocol)} is allowed`, async () => {
      const server = servers.get(kind)!;
      const settings = settingsOf(server, { protocol });
      assert.deepEqual(await newestProtocol(settings, server.port, timeout), newest);
      assert.deepEqual(await oldProtocol(settings, server.port, timeout), old);
      assert.equal(await spokenProtocol(settings, server.port, timeout), kind === 'nt4' ? 'NT1' : 'SMB2');
    });
  }

  test('one that hangs up has no version in common, and one that says nothing does not answer', async () => {
    for (const [hangsUp, expected] of [
      [true, undefined],
      [false, 'HOST_DOWN'],
    ] as const) {
      const server = createServer(socket => {
        socket.resume().on('error', () => {});
        if (hangsUp) socket.destroy();
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      const settings = settingsOf(servers.get('today')!, { address: '127.0.0.1', port });
      const asked = newestProtocol(settings, port, hangsUp ? timeout : 100).catch(error => error.code);
      assert.equal(await asked, expected);
      server.close();
    }
  });
});

test('no answer, however it is made, is taken for more than it says', () => {
  const starts = [[], [0, 0, 0, 0, 0xfe, 0x53, 0x4d, 0x42], [0, 0, 0, 0, 0xff, 0x53, 0x4d, 0x42]];
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), (start, rest) => {
      const read = readNegotiated(Buffer.from([...start, ...rest]));
      if (read !== undefined) assert.match(read.protocol, /^(NT1|SMB2|SMB[23]_\d\d)$/);
    }),
    { numRuns: runs(300), seed },
  );
  assert.equal(readNegotiated(undefined), undefined);
});
