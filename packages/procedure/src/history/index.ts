export { withLedger } from './ledger.ts';
export { predict } from './predict.ts';
export { readBacks } from './read-backs.ts';
export { type PastRehearsal, pastRehearsals } from './rehearsals.ts';
export { type Report, reportOf } from './report.ts';
