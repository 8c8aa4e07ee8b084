import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Journal } from '../journal.ts';
import { journalFailure } from '../journal-failure.ts';
import { entriesOf, type LedgerEntry } from './entry.ts';

/**
 * What runs have cost: how long services were down, what was read meanwhile, how old the previous snapshot was. It
 * lies beside the journal and outlives it; whatever the journal knows and it does not is taken over by {@link catchUp}.
 */
export class Ledger {
  readonly #database: DatabaseSync;
  readonly path: string;

  /** Opens or creates `ledger.db` in the state folder, readable only by this user. */
  constructor(folder: string) {
    this.path = join(folder, 'ledger.db');
    this.#database = new DatabaseSync(this.path, { timeout: 10_000, open: false });
    this.#attempt(() => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      closeSync(openSync(this.path, 'a', 0o600));
      this.#database.open();
      this.#database.exec(`PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS entries (
          run TEXT NOT NULL, site TEXT NOT NULL, status TEXT NOT NULL, started TEXT NOT NULL, entry TEXT NOT NULL,
          PRIMARY KEY (run, site)) STRICT;`);
    });
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
      for (const run of journal.runs().filter(({ alive }) => !alive)) {
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
    return rows.map(({ entry }) => JSON.parse(String(entry)) as LedgerEntry);
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

/** Opens the ledger beside the journal, lets it catch up, and hands it to `use`. */
export function withLedger<T>(folder: string, journal: Journal, use: (ledger: Ledger) => T): T {
  const ledger = new Ledger(folder);
  try {
    ledger.catchUp(journal);
    return use(ledger);
  } finally {
    ledger.close();
  }
}
