import { labHost } from '@resite/host';

/** Asks a machine something, closes nothing and must end all the same. */
const host = labHost({ name: 'BRANCH1', machine: process.argv[2]! });
console.log((await host.identity()).computerName);
