import { ResiteError } from '@resite/errors';
import { visible } from '@resite/errors/visible';
import type { Database } from '../host.ts';
import { readRows } from './database/read-rows.ts';
import { runClient } from './database/run-client.ts';
import { withLiterals } from './database/sql-literals.ts';

export interface DatabaseSettings {
  /** The host that the database belongs to, as the configuration knows it. */
  readonly name: string;
  /** Command line of this computer that gives the SQL at its standard input to the database, and prints the rows. */
  readonly databaseCommand?: string;
  /** Where it runs; default where this process is. */
  readonly databaseFolder?: string;
  /** Milliseconds that one answer may take. Default 60 s. */
  readonly answerTimeout?: number;
}

const limit = 64 << 20;

/**
 * A database that a client program of this computer reaches, such as `bsqldb` of FreeTDS. The program gets one SQL statement, with its
 * parameters as literals, and prints the rows as {@link readRows} reads them; values are texts. `DATABASE_UNREACHABLE` when there is no such program, it fails or
 * prints nothing; the message has what it said, without the statement and its parameters.
 */
export function commandDatabase(settings: DatabaseSettings): Database {
  const { name, databaseCommand, databaseFolder: folder, answerTimeout: timeout = 60_000 } = settings;
  const unreachable = (why: string, hint: string) =>
    new ResiteError('DATABASE_UNREACHABLE', `the database of ${name} cannot be asked: ${why}`, { hint });

  return {
    async query(sql, ...parameters) {
      if (databaseCommand === undefined) {
        throw unreachable(
          'the configuration names no databaseCommand for this host',
          `Name a client program as databaseCommand of the host ${name}.`,
        );
      }
      const statement = withLiterals(sql, parameters);
      const end = await runClient(databaseCommand, `${statement}\n`, { timeout, limit, folder });
      const said = spoken(end.said, [statement, ...parameters.filter(parameter => typeof parameter === 'string')]);
      if ('fault' in end) throw unreachable(`its databaseCommand ${end.fault}${said}`, tryByHand);
      const read = readRows(end.output);
      if ('rows' in read) return read.rows;
      throw unreachable(`the output of its databaseCommand cannot be read: ${read.fault}${said}`, formHint);
    },
  };
}

const tryByHand =
  'Try the command by hand: it gets one SQL statement at its standard input. See also whether SQL Server runs there.';

const formHint =
  'It must print values with tabs between them, the names of the columns first, in UTF-8. Where values hold tabs or line ends, it must put the ' +
  'characters US and RS of ASCII between values and rows (in sqlite3: -ascii).';

/** What the program said of it, on one line, without what it was asked. */
function spoken(errors: string, asked: readonly string[]): string {
  const secrets = asked.filter(text => text !== '').sort((a, b) => b.length - a.length);
  const text = secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), errors);
  const line = visible(text.trim().replaceAll(/\s*\n\s*/g, '; ')).slice(0, 500);
  return line === '' ? '' : ` (it said: ${line})`;
}
