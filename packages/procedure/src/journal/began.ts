import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * The file `runs.log` beside the journal: a line with the ID of each run that has begun. It is there so that a journal which was
 * lost, emptied or put back from an old copy is noticed. A line that begins with `#` says that somebody knows of the loss.
 */
const file = (folder: string) => join(folder, 'runs.log');

/** Durable when it returns. */
export function noteBegan(folder: string, line: string): void {
  const log = openSync(file(folder), 'a', 0o600);
  try {
    appendFileSync(log, `${line}\n`);
    fsyncSync(log);
  } finally {
    closeSync(log);
  }
}

/** The last run that began here as far as anybody knows; undefined when none did, or when its loss is known. */
export function lastBegan(folder: string): string | undefined {
  if (!existsSync(file(folder))) return lastInLedger(join(folder, 'ledger.db'));
  const last = readFileSync(file(folder), 'utf8').trimEnd().split('\n').at(-1);
  return last === undefined || last === '' || last.startsWith('#') ? undefined : last;
}

/** Folders of earlier versions have no such file. */
function lastInLedger(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const ledger = new DatabaseSync(path, { readOnly: true });
    try {
      const [row] = ledger.prepare('SELECT run FROM entries ORDER BY started DESC LIMIT 1').all();
      return row && String(row.run);
    } finally {
      ledger.close();
    }
  } catch {
    return undefined; // what is wrong with the ledger is told by whoever needs it
  }
}
