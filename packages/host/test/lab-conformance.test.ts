import { labHost } from '@resite/host';
import { testHost } from '@resite/host/conformance';
import { startLabMachine } from './support/lab-machine.ts';
import { account, password, passwordSet } from './support/service-manager.ts';

const makeHost = async () => {
  const machine = await startLabMachine();
  const another = () => labHost({ name: 'BRANCH1', machine: machine.folder });
  return { host: another(), another, folder: machine.folder, cleanup: machine.destroy };
};

testHost('lab', makeHost, {
  live: true,
  leaseSeconds: 0.2,
  service: { imagePath: 'C:\\SMS\\SITE.SRV\\X86.BIN\\SMSEXEC.EXE', account, password, passwordSet },
  command: { program: 'C:\\RUNSMS.BAT', args: ['/a', 'b c'], exitCode: 3, output: 'C:\\RUNSMS.BAT|/a|b c' },
  database: { sql: 'SELECT 1 AS one', rows: [{ one: 1, text: null }] },
});
