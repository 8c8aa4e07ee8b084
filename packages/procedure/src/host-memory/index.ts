export { checkHostMemory } from './check-hosts.ts';
export { lookAtHosts } from './look-at-hosts.ts';
export { type StoppedRecord, stoppedKey } from './stopped-record.ts';
