import { ResiteError } from '@resite/errors';
import type { Found, JournalStore } from '@resite/procedure/ports';
import { journalFailure, type Row, type Table } from '@resite/procedure/ports';
import { fullDisk, type JournalDisk } from './journal-disk.ts';

export interface JournalGate {
  /** Before a change is made durable: may throw. */
  before(): void;
  /** When it is durable. */
  after(): void;
}

/** Columns that are NULL unless something is said. */
const empty: { readonly [T in Table]?: Row } = { steps: { outcome: null, ended: null }, runs: { ended: null } };

const parts: readonly Table[] = ['procedures', 'reasons', 'steps', 'services', 'service_changes'];

/** The journal's tables as arrays on a simulated disk. */
export function memoryJournal(folder: string, disk: JournalDisk, gate: JournalGate): JournalStore {
  const path = `${folder}/journal.db`;
  disk.isThere = true;
  let undo: (() => void)[] | undefined;

  const keyOf = (table: Table, row: Row) => (table === 'runs' || table === 'counter' ? '' : String(row.run));
  const set = (rows: Row[], index: number, row: Row) => {
    const before = rows[index]!;
    undo?.push(() => (rows[index] = before));
    rows[index] = row;
  };
  const fits = (row: Row, where: Row) => {
    for (const name in where) if (row[name] !== where[name]) return false;
    return true;
  };
  const rows = (table: Table, where: Row = {}): Found[] =>
    disk.rowsOf(table, keyOf(table, where)).filter(row => fits(row, where)) as Found[];
  const runs = () => disk.rowsOf('runs', '') as Found[];
  const isOpen = ({ status }: Row) => status === 'running' || status === 'unsettled';
  const full = () => journalFailure(path, fullDisk()) as Error;

  const replace = (table: Table, where: Row, row: Row) => {
    const all = disk.rowsOf(table, keyOf(table, where));
    all.forEach((found, index) => {
      if (fits(found, where)) set(all, index, { ...row });
    });
  };

  return {
    close: () => {},
    transaction(body) {
      gate.before();
      const steps: (() => void)[] = [];
      undo = steps;
      try {
        const result = body();
        if (disk.isFull) throw full();
        disk.changes++;
        const { marked } = disk;
        if (disk.changes > (marked ?? 0)) disk.marked = disk.changes;
        steps.push(() => disk.changes--);
        disk.keepUndo(steps);
        undo = undefined;
        gate.after();
        return result;
      } catch (error) {
        if (undo !== undefined) for (const step of steps.reverse()) step();
        throw error;
      } finally {
        undo = undefined;
      }
    },
    rows,
    rowsOf: (run, table, where = {}) => rows(table, { run, ...where }),
    openRuns: () => runs().filter(isOpen),
    runsAfter: id => runs().slice(runs().findIndex(row => row.id === id) + 1),
    hasRun: id => runs().some(row => row.id === id),
    runsNamed: prefix => runs().filter(({ id }) => id === prefix || String(id).startsWith(`${prefix}-`)).length,
    insert(table, row) {
      const all = disk.rowsOf(table, keyOf(table, row));
      all.push({ ...empty[table], ...row });
      undo?.push(() => all.pop());
    },
    replace,
    remove(table, where) {
      const all = disk.rowsOf(table, keyOf(table, where));
      for (let index = all.length - 1; index >= 0; index--) {
        const row = all[index]!;
        if (!fits(row, where)) continue;
        all.splice(index, 1);
        undo?.push(() => all.splice(index, 0, row));
      }
    },
    amendRun(id, changes) {
      const records = parts.reduce((sum, table) => sum + disk.rowsOf(table, id).length, 0);
      const all = disk.rowsOf('runs', '');
      const index = all.findIndex(row => row.id === id);
      if (index >= 0) set(all, index, { ...all[index], ...changes, records });
    },
    changes: () => disk.changes,
    marked: () => disk.marked,
    mark: () => {
      disk.marked = disk.changes;
    },
    lastBegan() {
      const last = disk.began.at(-1);
      return last === undefined || last.startsWith('#') ? [] : [last];
    },
    noteBegan(line) {
      gate.before();
      if (disk.isFull) throw full();
      disk.began.push(line);
    },
    damaged: (run, found) => new ResiteError('JOURNAL_DAMAGED', `cannot use the journal ${path}: run ${run}: ${found}`),
  };
}
