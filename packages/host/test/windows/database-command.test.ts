import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { runs, seed } from '../../../../scripts/sample.ts';
import { commandDatabase } from '../../src/windows/database-command.ts';

let folder: string;
let file: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'database-'));
  file = join(folder, 'site.db');
  const database = new DatabaseSync(file);
  database.exec(
    "CREATE TABLE Sites (SiteCode, Name, Status); INSERT INTO Sites VALUES ('S01', 'Branch', 1), ('S02', NULL, 2)",
  );
  database.close();
});

after(() => rm(folder, { recursive: true }));

const databaseOf = (databaseCommand: string, answerTimeout = 60_000) =>
  commandDatabase({ name: 'HQ1', databaseCommand, answerTimeout });
const tabs = () => databaseOf(`sqlite3 -header -tabs -nullvalue NULL '${file}'`);
const exact = () => databaseOf(`sqlite3 -header -ascii -nullvalue NULL '${file}'`);

async function fails(query: Promise<unknown>, words: RegExp, unsaid = /S01/): Promise<void> {
  await assert.rejects(query, error => {
    assert.ok(isResiteError(error, 'DATABASE_UNREACHABLE'), String(error));
    assert.match(error.message, words);
    assert.doesNotMatch(`${error.message} ${error.hint}`, unsaid);
    return true;
  });
}

describe('a database that a program reaches', () => {
  test('answers with rows, by the names of their columns', async () => {
    assert.deepEqual(await tabs().query('SELECT * FROM Sites WHERE Status >= ? ORDER BY SiteCode', 1), [
      { SiteCode: 'S01', Name: 'Branch', Status: '1' },
      { SiteCode: 'S02', Name: null, Status: '2' },
    ]);
    assert.deepEqual(await tabs().query("SELECT '?' AS Question, ? AS Code", 'S01'), [{ Question: '?', Code: 'S01' }]);
  });

  test('gets every text as it is, and can do nothing else with it', async () => {
    const texts = fc.array(
      fc.string({
        unit: fc.oneof(
          fc.constantFrom("'", '"', '\\', ';', '-', '%', '?', '$', '`', 'ü', ' '),
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        ),
      }),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    await fc.assert(
      fc.asyncProperty(texts, async written => {
        const fit = written.filter(text => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text) && text !== 'NULL');
        fc.pre(fit.length > 0);
        const [row] = await exact().query(`SELECT ${fit.map((_, at) => `? AS c${at}`).join(', ')}`, ...fit);
        assert.deepEqual(Object.values(row!), fit);
      }),
      { numRuns: runs(20), seed },
    );
  });

  test('gives values with tabs and line ends where the separators are those of ASCII, and else says that it cannot', async () => {
    const sql = "SELECT 'a' || char(9) || 'b' || char(13,10) || 'c' AS Image, 1 AS Number";
    assert.deepEqual(await exact().query(sql), [{ Image: 'a\tb\r\nc', Number: '1' }]);
    await fails(tabs().query(sql), /lines end in different ways|values, and there are 2 columns/);
  });

  for (const unfit of ['a\nGO\nb', 'a\0', '\x1b[2J', 'a\u2028b', Number.NaN, Number.POSITIVE_INFINITY]) {
    test(`is never asked about ${JSON.stringify(unfit)}`, () =>
      fails(tabs().query('SELECT ?', unfit), /cannot be asked about/));
  }

  test('is not there without a command', () =>
    fails(commandDatabase({ name: 'HQ1' }).query('SELECT 1'), /names no databaseCommand/));

  const faults: [what: string, command: () => string, words: RegExp][] = [
    ['a program that does not exist', () => 'no-such-client', /exit code 127 \(it said: .*no-such-client/],
    ['a program that fails', () => 'cat >&2; exit 3', /exit code 3 \(it said: …\)/],
    ['a program that prints nothing', () => 'cat > /dev/null', /it is empty/],
    ['a program that ends without reading', () => 'exec < /dev/null; exit 1', /exit code 1/],
    ['a program that is killed', () => 'kill -9 $$', /SIGKILL/],
    ['a statement that the database refuses', () => `sed s/Sites/Nowhere/ | sqlite3 -bail '${file}'`, /no such table/],
    ['a row that is too short', () => "printf 'a\\tb\\n1\\n'", /row 1 has 1 values, and there are 2 columns/],
    ['columns without names', () => "printf 'a\\t\\n1\\t2\\n'", /does not name the columns/],
    ['a column twice', () => "printf 'a\\ta\\n1\\t2\\n'", /a column twice/],
    ['what is not UTF-8', () => "printf 'a\\n\\377\\n'", /not UTF-8/],
    ['output without end', () => 'yes', /more than 67108864 bytes/],
  ];
  for (const [what, command, words] of faults) {
    test(`says what is wrong: ${what}`, () =>
      fails(databaseOf(command()).query('SELECT * FROM Sites WHERE SiteCode = ?', 'S01'), words));
  }

  test('that is silent for too long is ended, with all that it has started', async () => {
    const pids = join(folder, 'pids');
    await writeFile(pids, '');
    const silent = `sleep 1000 & echo $! >> '${pids}'; sleep 1000 & echo $! >> '${pids}'; wait`;
    await fails(databaseOf(silent, 300).query('SELECT 1'), /no answer for 0\.3 s/);
    for (const pid of (await readFile(pids, 'utf8')).trim().split('\n').map(Number)) {
      while (await isAlive(pid)) await new Promise(resolve => setTimeout(resolve, 5));
    }
  });

  test('is asked by a program that runs where it is told to', async () => {
    const settings = { name: 'HQ1', databaseCommand: 'echo Folder; pwd', databaseFolder: '/usr' };
    assert.deepEqual(await commandDatabase(settings).query('SELECT 1'), [{ Folder: '/usr' }]);
    const gone = { ...settings, databaseFolder: '/no/such/folder' };
    await fails(commandDatabase(gone).query('SELECT 1'), /cannot be started/);
  });

  test('may underline its columns and print empty lines at the end, as clients of SQL Server do', async () => {
    const printed = "printf 'SiteCode\\tStatus\\n--------\\t------\\nS01\\t1\\nS02\\tNULL\\n\\n'";
    assert.deepEqual(await databaseOf(printed).query('SELECT 1'), [
      { SiteCode: 'S01', Status: '1' },
      { SiteCode: 'S02', Status: null },
    ]);
    assert.deepEqual(await databaseOf("printf 'SiteCode\\tStatus\\r\\n'").query('SELECT 1'), []);
  });
});

/** One that has ended may stay on the list of processes until somebody asks how. */
async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State:\tX');
  return !/^State:\s+[XZ]/m.test(status);
}
