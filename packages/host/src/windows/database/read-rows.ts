import { isUtf8 } from 'node:buffer';

export type Row = Record<string, string | null>;

/** Between values and between rows where values may hold tabs and line ends: US and RS of ASCII. */
const [unitSeparator, recordSeparator] = ['\x1f', '\x1e'];

/**
 * What a database client has printed: rows of values with tabs between, of which the first one names the columns. A row of nothing but
 * dashes below it is passed over, as are empty lines at the end; NULL is null. With the separators US and RS of ASCII, values may hold tabs and line ends.
 * What does not fit is said as a fault.
 */
export function readRows(output: Buffer): { readonly rows: Row[] } | { readonly fault: string } {
  if (!isUtf8(output)) return { fault: 'it is not UTF-8' };
  const text = output.toString();
  const records = text.includes(recordSeparator) ? exactRecords(text) : lines(text);
  if (records === undefined) return { fault: 'its lines end in different ways, so a value seems to hold line ends' };
  const [header, ...below] = records;
  if (header === undefined) return { fault: 'it is empty' };
  const names = header.map(name => name.trim());
  if (names.includes('')) return { fault: 'its first line does not name the columns' };
  if (new Set(names).size < names.length) return { fault: 'its first line names a column twice' };
  const values = below[0]?.every(isUnderline) ? below.slice(1) : below;
  const odd = values.findIndex(({ length }) => length !== names.length);
  if (odd >= 0) {
    return { fault: `row ${odd + 1} has ${values[odd]!.length} values, and there are ${names.length} columns` };
  }
  return { rows: values.map(row => Object.fromEntries(row.map((value, at) => [names[at], nullOr(value)]))) };
}

function exactRecords(text: string): string[][] {
  const records = text.split(recordSeparator);
  if (/^[\r\n]*$/.test(records.at(-1)!)) records.pop();
  return records.map(record => record.split(unitSeparator));
}

/** Undefined when some end with CR LF and others with LF alone. */
function lines(text: string): string[][] | undefined {
  const all = text.replace(/[\r\n]+$/, '').split('\n');
  if (all.length === 1 && all[0] === '') return [];
  const ended = all.slice(0, -1).filter(line => line.endsWith('\r')).length;
  if (ended > 0 && ended < all.length - 1) return undefined;
  return all.map(line => line.replace(/\r$/, '').split('\t'));
}

const isUnderline = (value: string) => /^-+ *$/.test(value);

const nullOr = (value: string) => (value === 'NULL' ? null : value);
