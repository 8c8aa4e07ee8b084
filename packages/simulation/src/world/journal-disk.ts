import type { LedgerEntry } from '@resite/procedure';
import type { Row, Table } from '@resite/procedure/ports';

/** The disk that holds a journal, and what it has been made to do. Nothing of a row is changed in place. */
export class JournalDisk {
  /** By table and by run; rows of the table of runs are below ''. */
  readonly tables = new Map<Table, Map<string, Row[]>>();
  changes = 0;
  marked: number | undefined;
  began: string[] = [];
  /** The ledger beside it. */
  readonly ledger: LedgerEntry[] = [];
  isThere = false;
  /** The disk under the state folder takes nothing more. */
  isFull = false;
  /** What a change of the journal takes, in milliseconds. */
  slowness = 0;
  /** How the latest transactions are undone, the latest one last. */
  readonly #undo: (() => void)[][] = [];

  rowsOf(table: Table, run: string): Row[] {
    const ofRuns = this.tables.get(table) ?? new Map<string, Row[]>();
    this.tables.set(table, ofRuns);
    const rows = ofRuns.get(run) ?? [];
    ofRuns.set(run, rows);
    return rows;
  }

  keepUndo(steps: (() => void)[]): void {
    this.#undo.push(steps);
    if (this.#undo.length > 32) this.#undo.shift();
  }

  /** Of what it had said was durable, the last changes are gone: it is as it was so many transactions ago. */
  tear(transactions: number): void {
    for (let count = 0; count < transactions; count++) for (const step of this.#undo.pop()?.reverse() ?? []) step();
  }

  /** What is in its folder when somebody has removed the journal: `runs.log`, `journal.count` and the ledger stay. */
  withoutJournal(): JournalDisk {
    const left = new JournalDisk();
    left.marked = this.marked;
    left.began = [...this.began];
    left.ledger.push(...this.ledger);
    return left;
  }
}

/** What SQLite says then. */
export const fullDisk = (): Error => Object.assign(new Error('database or disk is full'), { errcode: 13 });
