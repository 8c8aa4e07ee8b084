import { isDeepStrictEqual } from 'node:util';
import { ResiteError } from '@resite/errors';
import { type Field, layouts, logonServerFields } from './layout.ts';
import type { Domain, PropertyList, Sender, SiteControlFile, SiteControlRecord } from './model.ts';
import { parseSiteControlFile } from './parse.ts';

/**
 * Writes a site control file. Records that still say what their `source` says keep those bytes, so an unmodified file
 * comes out as it went in; others are laid out as in the published sample. Throws `SITE_CONTROL_FILE_INVALID` for a value
 * that the format cannot hold.
 */
export function formatSiteControlFile(file: SiteControlFile): Buffer {
  const lineEnd = file.lineEnd ?? '\r\n';
  const header = `SITE CONTROL FILE [${file.build}][${file.syntax}]`;
  let text = file.source !== undefined && isHeaderOf(file, file.source) ? file.source : header + lineEnd;
  for (const [index, record] of file.records.entries()) {
    if (!text.endsWith('\n')) text += lineEnd;
    const lines = () => {
      const gap = isBlock(record) || file.records[index - 1]?.kind !== record.kind;
      return (gap ? lineEnd : '') + formatRecord(record).join(lineEnd) + lineEnd;
    };
    text += record.source !== undefined && saysTheSame(record, record.source) ? record.source : lines();
  }
  return Buffer.from(text + (file.trailer ?? ''), 'latin1');
}

function isHeaderOf(file: SiteControlFile, source: string): boolean {
  const { build, syntax } = parseSiteControlFile(Buffer.from(source, 'latin1'));
  return build === file.build && syntax === file.syntax;
}

function saysTheSame(record: SiteControlRecord, source: string): boolean {
  if (record.kind === 'unknown') return true;
  const { records } = parseSiteControlFile(Buffer.from(`SITE CONTROL FILE [0][0]\n${source}`, 'latin1'));
  return isDeepStrictEqual({ ...records[0], source: '' }, { ...record, source: '' });
}

function isBlock(record: SiteControlRecord): boolean {
  return layouts.find(({ kind }) => kind === record.kind)?.form === 'block';
}

function formatRecord(record: SiteControlRecord): string[] {
  const layout = layouts.find(({ kind }) => kind === record.kind);
  if (record.kind === 'unknown' || layout === undefined) return [];
  const values = formatFields(layout.fields, record, layout.keyword);
  if (layout.form === 'block') {
    const inner = [...values, ...formatChildren(record), ...(record.extra ?? [])];
    return [`BEGIN_${layout.keyword}`, ...inner.map(line => `  ${line}`), `END_${layout.keyword}`];
  }
  const extra = (record.extra ?? []).map(value => bracket(value, layout.keyword));
  const line = `${layout.keyword} ${[...values, ...extra].join('')}`;
  if (record.kind !== 'address' || record.connection === '') return [line];
  return [line, `  #${record.connection.length}${record.connection}`];
}

function formatChildren(record: SiteControlRecord): string[] {
  if (record.kind === 'property-list') return (record as PropertyList).items.map(item => bracket(item, record.name));
  if (record.kind === 'sender') {
    return (record as Sender).outboxes.map(name => `OUTBOX ${bracket(name, record.name)}`);
  }
  if (record.kind !== 'domain') return [];
  return (record as Domain).logonServers.map(
    server => `LOGONSERVER ${formatFields(logonServerFields, server, record.name).join('')}`,
  );
}

function formatFields(fields: readonly Field[], from: object, where: string): string[] {
  const record = from as Record<string, string | number>;
  return fields.map(([name]) => bracket(String(record[name] ?? ''), `${where} ${name}`));
}

function bracket(value: string, where: string): string {
  if (/[\r\n]|></.test(value) || /[^\0-\xff]/.test(value)) {
    throw new ResiteError(
      'SITE_CONTROL_FILE_INVALID',
      `${where}: the value ${JSON.stringify(value)} cannot stand in a site control file.`,
      { hint: 'Line breaks, `><` and characters outside of Latin-1 have no place there.' },
    );
  }
  return `<${value}>`;
}
