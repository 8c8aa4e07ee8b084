import { closeSync, constants, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { refuseOdd } from './plain-file.ts';

/**
 * The file `runs.log` beside the journal: a line with the ID of each run that has begun. It is there so that a journal which was
 * lost, emptied or put back from an old copy is noticed. A line that begins with `#` says that somebody knows of the loss.
 */
const file = (folder: string) => join(folder, 'runs.log');

/** Durable when it returns. */
export function noteBegan(folder: string, line: string): void {
  refuseOdd(file(folder));
  const log = openSync(
    file(folder),
    constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    writeSync(log, `\n${line}\n`); // after one that a power cut has torn, this one is on its own
    fsyncSync(log);
  } finally {
    closeSync(log);
  }
}

/**
 * The last runs that began here as far as anybody knows. None when their loss is known: then what is older than that does not
 * count. The ledger knows of runs before there was such a file, and of those whose line was lost with it.
 */
export function lastBegan(folder: string): string[] {
  const lines = linesOf(file(folder)).filter(line => acknowledged.test(line) || runId.test(line));
  const last = lines.at(-1);
  if (last !== undefined && runId.test(last)) return [last];
  return last === undefined ? lastInLedger(join(folder, 'ledger.db')) : [];
}

const acknowledged = /^# begun anew /;
/** A torn or damaged line names no run: it would be missed for ever. */
const runId = /^\d{8}-\d{6}-\S+-(?:backup|restore|rehearsal)(?:-\d+)?$/;

function linesOf(path: string): string[] {
  refuseOdd(path);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
}

/** Folders of earlier versions have no such file. */
function lastInLedger(path: string): string[] {
  if (!existsSync(path)) return [];
  try {
    const ledger = new DatabaseSync(path, { readOnly: true });
    try {
      return ledger
        .prepare('SELECT run FROM entries ORDER BY started DESC LIMIT 1')
        .all()
        .map(({ run }) => String(run));
    } finally {
      ledger.close();
    }
  } catch {
    return []; // whoever needs the ledger says what is wrong with it
  }
}
