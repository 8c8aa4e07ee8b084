export { busy, isJournalFailure } from './failures.ts';
export { Journal } from './journal.ts';
export { isAlive, ownIdentity } from './process-identity.ts';
export { isSettled, isUnfinished } from './run.ts';
export { ServiceRecords } from './service-records.ts';
export { StepRecords } from './step-records.ts';
