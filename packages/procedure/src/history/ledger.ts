import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { at, port } from '@resite/filesystem/port';
import { damaged, openDatabase } from '../journal/database.ts';
import { journalFailure } from '../journal/failures.ts';
import type { Journal } from '../journal/journal.ts';
import type { Run } from '../journal/run.ts';
import { entriesOf, type LedgerEntry } from './entry.ts';
import { entrySchema } from './entry-schema.ts';
import { ledgerForm } from './ledger-form.ts';

/**
 * What runs have cost: how long services were down, what was read meanwhile, how old the previous snapshot was. It
 * lies beside the journal and outlives it; whatever the journal knows and it does not is taken over by {@link catchUp}.
 */
export class Ledger {
  readonly #database: DatabaseSync;
  readonly path: string;

  /** Opens or creates `ledger.db` in the state folder. */
  constructor(folder: string) {
    this.path = join(folder, 'ledger.db');
    this.#database = openDatabase(this.path, ledgerForm);
  }

  /** Takes over every run that has ended, or was settled in another way, since the last time. */
  catchUp(journal: Journal): void {
    this.#attempt(() => {
      const known = new Map(
        this.#database
          .prepare('SELECT run, site, status FROM entries')
          .all()
          .map(({ run, site, status }) => [`${run} ${site}`, status]),
      );
      const write = this.#database.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)');
      const isKnown = ({ id, sites, status }: Run) =>
        sites.every(site => {
          const entry = known.get(`${id} ${site}`);
          return entry === status || (status === 'partial' && (entry === 'done' || entry === 'failed'));
        });
      for (const run of journal.runs().filter(candidate => !candidate.alive && !isKnown(candidate))) {
        for (const entry of entriesOf(journal, run)) {
          if (known.get(`${entry.run} ${entry.site}`) === entry.status) continue;
          write.run(entry.run, entry.site, entry.status, entry.started, JSON.stringify(entry));
        }
      }
    });
  }

  /** Of one site, or of all; oldest first. */
  entries(site?: string): LedgerEntry[] {
    const rows = this.#attempt(() =>
      site === undefined
        ? this.#database.prepare('SELECT entry FROM entries ORDER BY started, site').all()
        : this.#database.prepare('SELECT entry FROM entries WHERE site = ? ORDER BY started').all(site),
    );
    return rows.map(({ entry }) => this.#read(String(entry)));
  }

  #read(text: string): LedgerEntry {
    const { success, data } = entrySchema.safeParse(parseJson(text));
    if (!success) throw damaged(this.path, 'ledger', 'an entry is not as it was written');
    return data;
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw journalFailure(this.path, error, 'ledger');
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a ledger can do, wherever it keeps its entries. */
export type LedgerStore = Pick<Ledger, 'catchUp' | 'entries' | 'close'>;

/** Opens the ledger beside the journal, lets it catch up, and hands it to `use`. */
export function withLedger<T>(folder: string, journal: Journal, use: (ledger: LedgerStore) => T): T {
  const ledger = at(ledgers)(folder);
  try {
    ledger.catchUp(journal);
    return use(ledger);
  } finally {
    ledger.close();
  }
}

/** Where ledgers are kept, by folder. */
export const ledgers = port<(folder: string) => LedgerStore>(folder => new Ledger(folder));
