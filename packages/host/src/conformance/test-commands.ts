import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readString } from '@resite/registry/values';
import type { Live, MakeHost, Offline } from './host-under-test.ts';
import { shareHost } from './share-host.ts';

const runOnce = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\RunOnce';

export function testCommands(makeHost: MakeHost, options: Live | Offline): void {
  describe('commands', () => {
    const shared = shareHost(makeHost);

    if (options.live) {
      const { program, args, exitCode, output } = options.command;
      it('run to their end', async () => {
        assert.deepEqual(await shared.host.commands.run(program, args), { exitCode, output });
      });
      return;
    }

    it('wait for the next boot, each once and in order', async () => {
      const { commands, registry } = shared.host;
      const batch = 'C:\\SMS\\LOGON.SRV\\RUNSMS.BAT';
      for (const args of [[], ['/f'], [], ['a b', 'say "hi"', 'C:\\end here\\', '']]) {
        assert.equal(await commands.run(batch, args), 'deferred');
      }
      await commands.run('C:\\Program Files\\x.exe');
      const values = (await registry.read(runOnce))!.values.map(value => [value.name, readString(value)]);
      assert.deepEqual(values, [
        ['Resite001', batch],
        ['Resite002', `${batch} /f`],
        ['Resite003', `${batch} "a b" "say \\"hi\\"" "C:\\end here\\\\" ""`],
        ['Resite004', '"C:\\Program Files\\x.exe"'],
      ]);
    });
  });
}
