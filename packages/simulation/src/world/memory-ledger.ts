import type { LedgerEntry } from '@resite/procedure';
import { entriesOf, journalFailure, type LedgerStore } from '@resite/procedure/ports';
import { fullDisk, type JournalDisk } from './journal-disk.ts';

/** A ledger beside a simulated journal. */
export function memoryLedger(folder: string, disk: JournalDisk): LedgerStore {
  const { ledger } = disk;
  const key = ({ run, site }: LedgerEntry) => `${run} ${site}`;
  return {
    catchUp(journal) {
      for (const run of journal.runs()) {
        if (run.alive || ledger.some(entry => entry.run === run.id && entry.status === run.status)) continue;
        if (disk.isFull) throw journalFailure(`${folder}/ledger.db`, fullDisk(), 'ledger');
        for (const entry of entriesOf(journal, run)) {
          const index = ledger.findIndex(other => key(other) === key(entry));
          if (index < 0) ledger.push(entry);
          else ledger[index] = entry;
        }
      }
    },
    entries: site => ledger.filter(entry => site === undefined || entry.site === site),
    close: () => {},
  };
}
