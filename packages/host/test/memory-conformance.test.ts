import { setTimeout as sleep } from 'node:timers/promises';
import { testHost } from '@resite/host/conformance';
import { memoryHost } from '@resite/host/memory';
import { account, makeMemoryMachine, password, passwordSet } from './support/memory-machine.ts';

const imagePath = 'C:\\SMS\\SITE.SRV\\X86.BIN\\SMSEXEC.EXE';

const makeHost = async () => {
  const machine = makeMemoryMachine({ clock: Date.now, sleep });
  const another = () => memoryHost({ name: 'BRANCH1', machine });
  const host = another();
  await host.files.write(imagePath, Buffer.from('MZ'));
  return { host, another, cleanup: async () => {} };
};

testHost('memory', makeHost, {
  live: true,
  leaseSeconds: 0.2,
  folders: false,
  service: { imagePath, account, password, passwordSet },
  command: { program: 'C:\\RUNSMS.BAT', args: ['/a', 'b c'], exitCode: 3, output: 'C:\\RUNSMS.BAT|/a|b c' },
  database: { sql: 'SELECT 1 AS one', rows: [{ one: 1, text: null }] },
});
