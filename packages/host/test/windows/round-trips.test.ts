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

    /** The fewest of some times: now and then the library sees whether the connection lives, or the server says that it takes a while. */
    const fewest = async (action: (time: number) => Promise<unknown>) => {
      const trips: number[] = [];
      for (let time = 0; time < 8; time++) trips.push(await tripsOf(() => action(time)));
      return Math.min(...trips);
    };

    const read = await fewest(time => files.read(`C:\\SMS\\SITE.SRV\\${time}.MIF`));
    assert.ok(read <= most, `open, read and close took ${read} answers`);
    const list = await fewest(() => files.list('C:\\SMS\\SITE.SRV'));
    assert.ok(list <= 8, `a list took ${list} answers`);
    await files.stat('C:\\SMS\\SITE.SRV\\0.MIF');
    const look = await fewest(time => files.stat(`C:\\SMS\\SITE.SRV\\${time}.MIF`));
    assert.ok(look <= 3, `a look at a file took ${look} answers: it does not list the folder again`);
    const set = await fewest(time => files.setMetadata(`C:\\SMS\\SITE.SRV\\${time}.MIF`, { modified: 10n ** 18n }));
    assert.ok(set <= 10, `to set the time of a file took ${set} answers`);
  });
