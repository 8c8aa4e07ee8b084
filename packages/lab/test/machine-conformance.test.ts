import { join } from 'node:path';
import { labHost } from '@resite/host';
import { testHost } from '@resite/host/conformance';
import { createBareMachine, destroyMachine } from '../src/index.ts';
import { testLab } from './support/lab.ts';

const { folder, password, up } = await testLab();
const machine = join(folder, 'BRANCH1');

/** A bare one, so that nothing but the tests changes it; they use different names, so one start does for all of them. */
await destroyMachine(folder, 'BRANCH1');
await createBareMachine(folder, 'BRANCH1');
await up('BRANCH1');

const another = () => labHost({ name: 'BRANCH1', machine });
const makeHost = async () => ({ host: another(), another, folder: machine, cleanup: async () => {} });

testHost('a machine of the lab', makeHost, {
  live: true,
  leaseSeconds: 0.2,
  service: { imagePath: 'C:\\WINNT35\\SYSTEM32\\SPOOLSS.EXE', account: 'BRANCHDOM\\SMSADMIN', password },
  command: { program: 'SENDCODE.EXE', args: ['ABSENT', '193'], exitCode: 1, output: 'there is no service ABSENT\r\n' },
});
