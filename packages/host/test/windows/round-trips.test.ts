import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startAnsweringProxy } from '../support/answering-proxy.ts';
import { smbMessages } from '../support/smb-messages.ts';
import { hostOf, startServer } from '../support/windows-server.ts';

// open, read, see that it ends, close; over SMB 1 a read is several requests at once
for (const [kind, most] of [
  ['nt4', 7],
  ['today', 4],
] as const)
  test(`a small file of a computer that speaks as ${kind} takes one round trip more than open, read and close`, async t => {
    const server = await startServer({ kind });
    t.after(() => server.stop());
    let answers = 0;
    const proxy = await startAnsweringProxy(server.port, server.address, () =>
      smbMessages(() => {
        answers += 1;
      }),
    );
    t.after(() => proxy.stop());
    const folder = join(server.folder, 'C', 'SMS', 'SITE.SRV');
    await mkdir(folder, { recursive: true });
    for (let file = 0; file < 100; file++) await writeFile(join(folder, `${file}.MIF`), 'small');
    const { files, close } = hostOf(server, { address: '127.0.0.1', port: proxy.port });
    t.after(close);
    const tripsOf = async (action: () => Promise<unknown>) => {
      const before = answers;
      await action();
      return answers - before;
    };

    // the first logs on, the second sees that the connection lives
    for (const name of ['0.MIF', '1.MIF']) await files.read(`C:\\SMS\\SITE.SRV\\${name}`);
    const read = await tripsOf(() => files.read('C:\\SMS\\SITE.SRV\\2.MIF'));
    assert.ok(read <= most, `open, read and close took ${read} answers`);
    await files.list('C:\\SMS\\SITE.SRV');
    const list = await tripsOf(() => files.list('C:\\SMS\\SITE.SRV'));
    assert.ok(list <= 8, `a list took ${list} answers`);
  });
