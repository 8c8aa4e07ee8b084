/** What a simulated process has in another way, and what is to be done there. */
export { hosts } from './access/connect.ts';
export { repositories } from './access/repository-settings.ts';
export { entriesOf } from './history/entry.ts';
export { type LedgerStore, ledgers } from './history/ledger.ts';
export { journalFailure } from './journal/failures.ts';
export { journals } from './journal/journal.ts';
export { type Processes, processes } from './journal/process-identity.ts';
export { columns, type Row, type Table, valuesOf } from './journal/rows.ts';
export type { Found, JournalStore } from './journal/store.ts';
export { type Companion, companions } from './services/companion.ts';
export { guard } from './services/guard.ts';
export type { FromGuardian, GuardianTask, ToGuardian } from './services/guardian-messages.ts';
export { createKeeper } from './services/keep.ts';
export { type Keeper, keepers } from './services/keeper.ts';
