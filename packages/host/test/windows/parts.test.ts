import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import type { Host } from '@resite/host';
import { dwordValue, stringValue } from '@resite/registry/values';
import { type SmbServer, startSmbServer } from '../../../../scripts/servers/smb-server.ts';
import { hostOf, startServer } from '../support/windows-server.ts';

/** What smbd runs to share a folder, to change that and to end it: a file a share, and one that includes them all. */
const shareCommand = `#!/bin/sh
list="\${1%/*}/shares"
if [ -n "$3" ]; then printf '[%s]\\npath = %s\\ncomment = %s\\n' "$2" "$3" "$4" > "$list.d/$2"; else rm "$list.d/$2"; fi
cat "$list.d/"* > "$list" 2>/dev/null || true
`;

const control = 'HKLM\\SYSTEM\\CurrentControlSet\\Control';
const named = [
  [`${control}\\ComputerName\\ComputerName`, stringValue('ComputerName', 'Branch1')],
  [`${control}\\Session Manager\\Environment`, stringValue('PROCESSOR_ARCHITECTURE', 'x86')],
] as const;

describe('a Windows computer', () => {
  let folder: string;
  let server: SmbServer;
  let host: Host;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parts-'));
    const command = join(folder, 'share');
    await writeFile(command, shareCommand);
    await chmod(command, 0o755);
    await mkdir(join(folder, 'shares.d'));
    await writeFile(join(folder, 'shares'), '');
    server = await startSmbServer(folder, {
      drives: ['C', 'D'],
      lines: [
        ...['add', 'change', 'delete'].map(change => `${change} share command = ${command}`),
        `include = ${join(folder, 'shares')}`,
      ],
    });
    host = hostOf(server);
  });

  after(async () => {
    await host.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  test('says who it is, by its registry and its shares', async () => {
    await host.registry.setValue('HKLM\\SYSTEM\\Select', dwordValue('Current', 1));
    for (const [path, value] of named) await host.registry.setValue(path, value);
    // what smbd itself keeps below Windows NT, nobody can write
    assert.deepEqual(await host.identity(), {
      computerName: 'BRANCH1',
      domain: 'BRANCHDOM',
      windowsVersion: '6.1',
      servicePack: '',
      platform: 'X86',
      drives: ['C', 'D'],
      systemRoot: 'c:\\Windows',
      role: 'server',
      hotfixes: [],
    });
  });

  for (const role of ['primary', 'backup'] as const) {
    test(`says that it is the ${role} domain controller`, async t => {
      const controller = await startServer({ lines: [`server role = classic ${role} domain controller`] });
      t.after(() => controller.stop());
      const { registry, identity, close } = hostOf(controller);
      t.after(close);
      await registry.setValue('HKLM\\SYSTEM\\Select', dwordValue('Current', 1));
      for (const [path, value] of named) await registry.setValue(path, value);
      assert.equal((await identity()).role, `${role}-domain-controller`);
    });
  }

  test("tells when the password of an account of its domain was set, as Samba's own tool has it", async t => {
    const controller = await startServer({ lines: ['server role = classic primary domain controller'] });
    t.after(() => controller.stop());
    const { services, close } = hostOf(controller);
    t.after(close);
    const setBySamba = () => {
      const [, seconds] = /^root:.*:LCT-([0-9A-F]{8}):/m.exec(controller.tool('pdbedit', ['-L', '-w', 'root']))!;
      return new Date(Number.parseInt(seconds!, 16) * 1000);
    };
    assert.deepEqual(await services.passwordSet('BRANCHDOM\\root'), setBySamba());
    assert.deepEqual(await services.passwordSet('branchdom\\ROOT'), setBySamba());
    for (const unknown of ['BRANCHDOM\\NOBODY', 'HQDOM\\root', 'root', 'BRANCHDOM\\']) {
      assert.equal(await services.passwordSet(unknown), undefined, unknown);
    }
    // a member server holds its own accounts, and none of its domain
    assert.equal(await host.services.passwordSet('BRANCHDOM\\root'), undefined);
    assert.ok((await host.services.passwordSet('BRANCH1\\root')) instanceof Date);
  });

  test('has a clock of its own', async () => {
    const before = Date.now();
    const now = (await host.now()).getTime();
    // to the second, as Samba tells it
    assert.ok(now >= before - 1000 && now <= Date.now(), `${now} is not between ${before} and ${Date.now()}`);
  });

  test("creates, changes and removes shares, as Samba's own tool lists them", async () => {
    const path = `C:${folder.replaceAll('/', '\\')}\\D`;
    const list = () => server.tool('net', ['rpc', 'share', 'list', '--long', '-S', server.address]);
    assert.doesNotMatch(list(), /SMS_SHR/);
    for (const comment of ['SMS Site S01', 'SMS Site S02', 'SMS Site S02']) {
      await host.shares.create({ name: 'SMS_SHR', path, comment });
      const { securityDescriptor, ...share } = (await host.shares.list()).find(({ name }) => name === 'SMS_SHR')!;
      assert.deepEqual(share, { name: 'SMS_SHR', path, comment });
      assert.match(list(), new RegExp(`^SMS_SHR +Disk +${comment}`, 'm'));
    }
    for (let attempt = 0; attempt < 2; attempt++) {
      await host.shares.remove('sms_shr');
      assert.doesNotMatch(list(), /SMS_SHR/);
    }
    assert.equal(await readFile(join(folder, 'shares'), 'utf8'), '');
  });

  test('lists the administrative shares and lets nobody change them', async () => {
    const shares = await host.shares.list();
    assert.deepEqual(
      shares.map(({ name }) => name).filter(name => name.endsWith('$')),
      ['C$', 'D$'],
    );
    await assert.rejects(host.shares.remove('C$'), error => isResiteError(error, 'SHARE_ADMINISTRATIVE'));
    await assert.rejects(host.shares.create({ name: 'X', path: 'X', comment: '' }), error =>
      isResiteError(error, 'PATH_INVALID'),
    );
  });
});
