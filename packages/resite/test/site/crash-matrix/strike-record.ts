/**
 * Loaded into `resite` and its guardian before their main program (NODE_OPTIONS=--import): kills a process just before
 * or after a record of the journal, or lists the records. A record is what SQLite makes durable at once: a statement,
 * or a transaction. The programs know nothing of it.
 */
import { appendFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { killOwnGuardians } from '../own-guardians.ts';
import type { Strike } from './strike.ts';

const { strikes = [], trace } = JSON.parse(process.env.RESITE_TEST_STRIKES ?? '{}') as {
  strikes?: Strike[];
  trace?: string;
};

const self = process.argv[1]?.includes('guardian-process') ? 'guardian' : 'main';
const counts = new Map<string, number>();
const transactions = new WeakMap<DatabaseSync, string[]>();
let step = 'before';

const { prepare, exec } = DatabaseSync.prototype;

DatabaseSync.prototype.prepare = function (sql, ...rest) {
  const statement = prepare.call(this, sql, ...rest);
  const table = sql.match(/^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)/)?.[1];
  if (table === undefined) return statement;
  const { run } = statement;
  statement.run = (...values: unknown[]) => {
    const words = [table, ...new Set(values.filter(isName))].join(' ');
    if (sql.includes('INTO steps')) step = String(values[1]);
    const transaction = transactions.get(this);
    const write = () => run.apply(statement, values as never);
    if (transaction === undefined) return recorded(words, write);
    transaction.push(words);
    return write();
  };
  return statement;
};

DatabaseSync.prototype.exec = function (sql) {
  const begins = sql.startsWith('BEGIN');
  const written = transactions.get(this) ?? [];
  if (begins) transactions.set(this, []);
  else transactions.delete(this);
  const write = () => exec.call(this, sql);
  if (sql === 'COMMIT' && written.length > 0) {
    // What is counted along with every record tells none apart.
    const counted = written.filter(
      (words, index) => words !== 'counter' && (index === 0 || !words.startsWith('runs ')),
    );
    return recorded(`${written[0]} (${counted.length})`, write);
  }
  return write();
};

/** Not a time, an ID of a run or of a process, or an outcome. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z][\w ./$-]*$/.test(value) && value !== 'null';
}

function recorded<T>(what: string, write: () => T): T {
  // Steps on two hosts run side by side: which of them began or ended last differs from run to run.
  const words = /^(runs|service_changes) /.test(what) ? what : `${step}: ${what}`;
  const count = (counts.get(words) ?? 0) + 1;
  counts.set(words, count);
  const name = count === 1 ? words : `${words} #${count}`;
  if (trace !== undefined) appendFileSync(trace, `${self}: ${name}\n`);
  strike(name, 'before');
  const result = write();
  strike(name, 'after');
  return result;
}

function strike(name: string, side: Strike['when']): void {
  for (const { of, record, when, victims } of strikes) {
    if (of !== self || record !== name || when !== side) continue;
    if (victims !== 'self') killOwnGuardians();
    if (victims !== 'guardian') process.kill(process.pid, 'SIGKILL');
  }
}
