import { ResiteError } from '@resite/errors';

/**
 * The statement with each `?` outside of quotes replaced by the literal of its parameter. `DATABASE_UNREACHABLE` for a parameter that
 * no literal can hold safely: a number that is not finite, a text with control characters.
 */
export function withLiterals(sql: string, parameters: readonly (string | number)[]): string {
  const left = [...parameters];
  const filled = sql.replace(/'(?:[^']|'')*'|\?/g, part => {
    if (part !== '?') return part;
    const parameter = left.shift();
    if (parameter === undefined) throw new Error(`too few parameters for: ${sql}`);
    return literal(parameter);
  });
  if (left.length > 0) throw new Error(`too many parameters for: ${sql}`);
  return filled;
}

function literal(value: string | number): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw unfit(String(value));
    return String(value);
  }
  // a line end would begin a line of its own for clients that look for GO there
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value)) throw unfit('a text with control characters');
  return `'${value.replaceAll("'", "''")}'`;
}

function unfit(what: string): ResiteError {
  return new ResiteError('DATABASE_UNREACHABLE', `the database cannot be asked about ${what}`);
}
