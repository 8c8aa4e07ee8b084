import { defined } from '@resite/errors';
import { upcase } from '@resite/registry/names';
import { type Field, type Layout, layouts, logonServerFields } from './layout.ts';
import { LineReader } from './line-reader.ts';
import type { SiteControlFile, SiteControlRecord } from './model.ts';

/**
 * Reads a site control file. Bytes are taken as Latin-1, so that every byte survives {@link formatSiteControlFile}.
 * Blank lines, indentation, lower-case keywords and missing trailing fields are tolerated; lines and blocks that are not
 * known are kept. Throws `SITE_CONTROL_FILE_INVALID` with the line number when the rest makes no sense.
 * `name` is how the file is called in errors.
 */
export function parseSiteControlFile(bytes: Uint8Array, name = 'site control file'): SiteControlFile {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const reader = new LineReader(text, name);
  const { build, syntax, source } = readHeader(reader);
  const records: SiteControlRecord[] = [];
  while (!reader.atEnd()) records.push(readRecord(reader));
  const trailer = reader.rest();
  const lineEnd = /\r?\n/.exec(text)?.[0] === '\n' ? '\n' : '\r\n';
  return { build, syntax, records, lineEnd, source, trailer };
}

function readHeader(reader: LineReader): { build: number; syntax: string; source: string } {
  const line = reader.atEnd() ? '' : reader.next();
  const header = /^SITE CONTROL FILE\s*\[\s*(\d+)\s*\]\s*\[([^\]]*)\]$/i.exec(line);
  if (header === null) throw reader.error('it does not begin with SITE CONTROL FILE [build][syntax]');
  return { build: Number(header[1]), syntax: header[2]!, source: reader.take() };
}

function readRecord(reader: LineReader): SiteControlRecord {
  const line = reader.next();
  const begin = /^BEGIN_(\w+)$/i.exec(line)?.[1];
  if (begin !== undefined) return readBlock(reader, upcase(begin));
  const keyword = /^([A-Z_]+)\s*(.*)$/i.exec(line);
  const layout = layouts.find(({ form, keyword: known }) => form === 'line' && known === upcase(keyword?.[1] ?? ''));
  if (layout === undefined) return { kind: 'unknown', source: reader.take() };
  return readLine(reader, layout, keyword![2]!);
}

function readBlock(reader: LineReader, keyword: string): SiteControlRecord {
  const first = reader.line;
  const entries: { text: string; line: number }[] = [];
  for (;;) {
    if (reader.atEnd()) throw reader.error(`BEGIN_${keyword} has no END_${keyword}`, first);
    const text = reader.next();
    if (upcase(text) === `END_${keyword}`) break;
    if (/^(BEGIN|END)_\w+$/i.test(text)) throw reader.error(`${text} inside of BEGIN_${keyword}`);
    entries.push({ text, line: reader.line });
  }
  const layout = layouts.find(({ form, keyword: known }) => form === 'block' && known === keyword);
  if (layout === undefined) return { kind: 'unknown', source: reader.take() };

  const values: string[] = [];
  const children: unknown[] = [];
  const extra: string[] = [];
  for (const { text, line } of entries) {
    const child =
      layout.children && values.length >= layout.required ? readChild(reader, layout, text, line) : undefined;
    if (child !== undefined) children.push(child);
    else if (/^<.*>$/.test(text) && values.length < layout.fields.length) values.push(text.slice(1, -1));
    else if (text.startsWith('<') && !text.endsWith('>')) throw reader.error('a value has no closing >', line);
    else extra.push(text);
  }
  const fields = readFields(reader, layout.fields, layout.required, values, first, `BEGIN_${keyword}`);
  return {
    kind: layout.kind,
    ...fields,
    ...(layout.children && { [layout.children]: children }),
    ...defined({ extra: extra.length > 0 ? extra : undefined }),
    source: reader.take(),
  } as unknown as SiteControlRecord;
}

function readChild(reader: LineReader, layout: Layout, text: string, line: number): unknown {
  if (layout.children === 'items') return /^<.*>$/.test(text) ? text.slice(1, -1) : undefined;
  const child = /^(LOGONSERVER|OUTBOX)\s*<(.*)>$/i.exec(text);
  if (child === null) return undefined;
  const keyword = upcase(child[1]!);
  if (layout.children === 'outboxes') return keyword === 'OUTBOX' ? child[2] : undefined;
  if (keyword !== 'LOGONSERVER') return undefined;
  return readFields(reader, logonServerFields, 1, child[2]!.split('><'), line, keyword);
}

function readLine(reader: LineReader, layout: Layout, rest: string): SiteControlRecord {
  const first = reader.line;
  const values = readValues(reader, layout, rest);
  // The Resource Guide gives an outbox six fields with the drive second; its sample has seven with the drive sixth.
  const shortOutbox = layout.kind === 'outbox' && values.length === 6;
  const placed = shortOutbox
    ? [values[0]!, '', values[2]!, values[3]!, values[4]!, values[1]!, values[5]!]
    : values.slice(0, layout.fields.length);
  const fields = readFields(reader, layout.fields, layout.required, placed, first, layout.keyword);
  const extra = values.slice(layout.fields.length);
  return {
    kind: layout.kind,
    ...fields,
    ...defined({ connection: layout.kind === 'address' ? readConnection(reader) : undefined }),
    ...defined({ extra: extra.length > 0 ? extra : undefined }),
    source: reader.take(),
  } as unknown as SiteControlRecord;
}

/** Values may go on in the next lines, as they do in the published sample. */
function readValues(reader: LineReader, layout: Layout, rest: string): string[] {
  let text = layout.kind === 'transaction' ? rest.replace(/^([^<>\s]+)\s*(?=<|$)/, '<$1>') : rest;
  while (!reader.atEnd() && (!text.endsWith('>') || reader.peek().startsWith('<'))) text += reader.next();
  const values = /^<(.*)>$/.exec(text.replace(/>\s+</g, '><'))?.[1];
  if (values === undefined) throw reader.error(`${layout.keyword} needs its values in <…>`);
  return values.split('><');
}

/**
 * `#182({}{…})`, on one or several lines. The number counts the characters with their parentheses; published samples
 * disagree with their own number, so the closing parenthesis decides.
 */
function readConnection(reader: LineReader): string {
  if (reader.atEnd() || !reader.peek().startsWith('#')) return '';
  let text = reader.next();
  while (!text.endsWith(')') && !reader.atEnd()) text += reader.next();
  const connection = /^#\d+(\(.*\))$/.exec(text)?.[1];
  if (connection === undefined) throw reader.error('the connection of an ADDRESS is not #length(…)');
  return connection;
}

function readFields(
  reader: LineReader,
  fields: readonly Field[],
  required: number,
  values: readonly string[],
  line: number,
  where: string,
): Record<string, string | number> {
  if (values.length < required) {
    throw reader.error(`${where} has ${values.length} values and needs ${required}`, line);
  }
  return Object.fromEntries(
    fields.map(([name, type], index) => {
      const value = values[index] ?? '';
      if (type === 'text') return [name, value];
      if (value === '' && index >= required) return [name, 0];
      if (!/^-?\d{1,15}$/.test(value)) {
        throw reader.error(`${where}: ${name} is ${JSON.stringify(value)} and must be a whole number`, line);
      }
      return [name, Number(value)];
    }),
  );
}
