/** Puts the SQL statement on its standard input to the SQLite file that its argument names, and prints columns and rows: a `databaseCommand`. */

import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';

const [betweenValues, betweenRows] = ['\x1f', '\x1e'];

const database = new DatabaseSync(process.argv[2]!, { readOnly: true, timeout: 60_000 });
const statement = database.prepare(await text(process.stdin));
const columns = statement.columns().map(({ name }) => name);
const rows = statement.all().map(row => columns.map(column => String(row[column] ?? 'NULL')));
process.stdout.write([columns, ...rows].map(values => values.join(betweenValues) + betweenRows).join(''));
