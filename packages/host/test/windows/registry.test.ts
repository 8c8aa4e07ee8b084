import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { isResiteError, ResiteError } from '@resite/errors';
import { createKey, ensureKey, type RegistryValue, setValue } from '@resite/registry/keys';
import { parseReg } from '@resite/registry/reg';
import { sddlToSecurityDescriptor, securityDescriptorToSddl } from '@resite/registry/security';
import { binaryValue, dwordValue, expandStringValue, multiStringValue, stringValue } from '@resite/registry/values';
import type { SmbServer } from '../../../../scripts/servers/smb-server.ts';
import type { Registry } from '../../src/host.ts';
import { windowsRegistry } from '../../src/windows/registry/windows-registry.ts';
import { makePrivateFolder } from '../../src/windows/session/private-folder.ts';
import { createSession, type Session } from '../../src/windows/session/session.ts';
import { splitUser, type WindowsSettings } from '../../src/windows/settings.ts';
import { startMessageModeProxy } from '../support/message-mode-proxy.ts';
import { settingsOf, startServer } from '../support/windows-server.ts';

const sms = 'HKLM\\SOFTWARE\\Microsoft\\SMS';

const values = [
  stringValue('', 'the default'),
  stringValue('Größe \u{1f4be} "x"', 'Straße'),
  expandStringValue('Path', '%SystemRoot%\\SMS'),
  binaryValue('Bytes', Uint8Array.of(0, 1, 2, 255)),
  dwordValue('Number', 0xffff_fffe),
  { name: 'Big endian', type: 5, data: Uint8Array.of(0, 0, 0, 7) },
  multiStringValue('List', ['one', 'zwei', '三']),
  { name: 'Quad', type: 11, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
  { name: 'None', type: 0, data: new Uint8Array() },
  { name: 'Odd text', type: 1, data: Uint8Array.of(0x41, 0, 0x42) },
  { name: 'Text without end', type: 1, data: Uint8Array.of(0x41, 0) },
  { name: 'Own type', type: 0x1234, data: Uint8Array.of(9) },
  binaryValue('Large', randomBytes(60_000)),
];

/** Who reads a `.reg` file gives a text the NUL that it lacks. */
const asImported = (value: RegistryValue): RegistryValue =>
  value.name === 'Text without end' ? { ...value, data: Uint8Array.of(0x41, 0, 0, 0) } : value;

describe('the registry of a Windows computer', () => {
  let server: SmbServer;
  let session: Session;
  let registry: Registry;
  before(async () => {
    server = await startServer({ lines: ['server signing = auto', 'server min protocol = SMB2_02'] });
    session = createSession(settingsOf(server));
    registry = windowsRegistry(session);
  });
  after(async () => {
    await session.close();
    await server.stop();
  });

  test("holds what was written, as Samba's own tool exports it", async () => {
    const content = createKey('SMS');
    for (const value of values) setValue(content, value);
    setValue(ensureKey(content, 'Components\\SMS Executive'), dwordValue('X', 1));
    await registry.replace(`${sms}\\Exported`, content);

    const file = join(server.folder, 'exported.reg');
    server.tool('net', ['registry', 'export', 'HKLM\\SOFTWARE\\Microsoft\\SMS\\Exported', file]);
    const sections = parseReg(await readFile(file)).sections;
    assert.deepEqual(
      sections.map(({ path }) => path.split('\\').slice(4).join('\\')),
      ['Exported', 'Exported\\Components', 'Exported\\Components\\SMS Executive'],
    );
    const exported = sections[0]!.changes.map(change => ('value' in change ? shown(change.value) : change));
    const wanted = values.map(shown);
    assert.deepEqual(sorted(exported), sorted(values.map(asImported).map(shown)));
    const read = (await registry.read(`${sms}\\Exported`))!;
    assert.deepEqual(sorted(read.values.map(shown)), sorted(wanted));
    for (const value of values) {
      assert.deepEqual(shown((await registry.value(`${sms}\\Exported`, value.name))!), shown(value));
    }
  });

  test('can be replaced again after it was cut off, and touches only what differs', async () => {
    const path = `${sms}\\Cut`;
    const content = createKey('Cut');
    for (let number = 0; number < 20; number++) setValue(ensureKey(content, `K${number}`), dwordValue('N', number));
    let left = 30;
    const cutting = windowsRegistry({
      rpc: pipe => {
        const binding = session.rpc(pipe);
        return {
          server: binding.server,
          call: (operation, stub) => {
            if (left-- <= 0) throw new ResiteError('HOST_DOWN', 'cut off');
            return binding.call(operation, stub);
          },
        };
      },
    });
    await assert.rejects(cutting.replace(path, content), error => isResiteError(error, 'HOST_DOWN'));
    await registry.replace(path, content);
    const read = (await registry.read(path))!;
    assert.deepEqual(
      read.subkeys.map(({ name, values: [value] }) => [name, value?.data[0]]).sort(),
      content.subkeys.map(({ name, values: [value] }) => [name, value?.data[0]]).sort(),
    );

    const asked: number[] = [];
    const counting = windowsRegistry({
      rpc: pipe => ({
        server: '',
        call: (operation, stub) => {
          asked.push(operation);
          return session.rpc(pipe).call(operation, stub);
        },
      }),
    });
    await counting.replace(path, content);
    const changing = [6, 7, 8, 21, 22]; // create and delete keys, delete values, set security, set values
    assert.deepEqual(
      asked.filter(operation => changing.includes(operation)),
      [],
    );
  });

  test('gets security descriptors, which are read as they were set', async () => {
    const descriptor = sddlToSecurityDescriptor('O:BAG:BAD:(A;CI;KA;;;BA)(A;CI;KR;;;WD)');
    const content = { ...createKey('Secured'), securityDescriptor: descriptor };
    await registry.replace(`${sms}\\Secured`, content);
    const { securityDescriptor } = (await registry.read(`${sms}\\Secured`))!;
    assert.equal(securityDescriptorToSddl(securityDescriptor!), securityDescriptorToSddl(descriptor));
  });

  test('is changed only when the guard permits it', async () => {
    await registry.setValue(`${sms}\\Guarded`, dwordValue('X', 1));
    const guarded = windowsRegistry(session, async () => {
      throw new ResiteError('FENCED', 'no more');
    });
    for (const change of [
      () => guarded.setValue(`${sms}\\Guarded`, dwordValue('X', 2)),
      () => guarded.replace(`${sms}\\Guarded`, createKey('X')),
      () => guarded.remove(`${sms}\\Guarded`),
    ])
      await assert.rejects(change(), error => isResiteError(error, 'FENCED'));
    assert.equal((await guarded.value(`${sms}\\Guarded`, 'X'))?.data[0], 1);
  });

  test('is read by a library that asks a pipe for whole messages: the other one cannot where a part is a warning', async t => {
    const large = binaryValue('Large', randomBytes(50_000));
    await registry.setValue(`${sms}\\Messages`, large);
    const proxy = await startMessageModeProxy(server.port, server.address);
    t.after(() => proxy.stop());
    const settings = settingsOf(server, {
      address: '127.0.0.1',
      port: proxy.port,
      protocol: { min: 'NT1', max: 'SMB2_10' },
    });

    assert.equal(await readPipe(t, { ...settings, address: server.address, port: server.port }), 16);
    assert.equal(proxy.parts, 0);
    assert.deepEqual(await readPipe(t, settings), { at: 'file', reason: 'EINVAL' });
    assert.equal(proxy.parts, 1);

    const through = createSession(settings);
    t.after(() => through.close());
    assert.deepEqual(shown((await windowsRegistry(through).value(`${sms}\\Messages`, 'Large'))!), shown(large));
    assert.equal(proxy.parts, 1);
  });
});

/** How many bytes of the answer to a bind libsmbclient gives when it is asked for 16, or its failure. */
async function readPipe(t: TestContext, settings: WindowsSettings): Promise<unknown> {
  const { address, port = 445 } = settings;
  const folder = await makePrivateFolder(settings, port);
  t.after(folder.remove);
  const program = join(import.meta.dirname, '..', 'support', 'read-pipe.ts');
  const child = fork(program, { execArgv: [], env: { ...process.env, HOME: folder.path }, serialization: 'advanced' });
  const login = {
    address,
    port,
    ...splitUser(settings.user),
    password: await settings.password(),
    protocol: settings.protocol,
    timeout: 10_000,
  };
  child.send({ login, bind });
  const [said] = await once(child, 'message');
  return said;
}

/** A bind to winreg ([C706] 12.6.4.3): its answer has 68 bytes. */
const bind = Buffer.from(
  '05000b03100000004800000001000000b810b81000000000' +
    '010000000000010001d08c334422f131aaaa90003800100301000000045d888aeb1cc9119fe808002b10486002000000',
  'hex',
);

const shown = ({ name, type, data }: { name: string; type: number; data: Uint8Array }) => [
  name,
  type,
  Buffer.from(data).toString('hex'),
];

const sorted = (list: unknown[]) => list.map(entry => JSON.stringify(entry)).sort();
