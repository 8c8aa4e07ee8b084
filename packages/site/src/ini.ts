import { sameName } from '@resite/registry/names';

/**
 * An INI file such as SMS.INI: its lines with their own line ends, so that order, comments and odd spacing (the published
 * SMS.INI has ` [Sight]`, with a leading blank) stay as they are. Section and key names compare without case; of
 * two alike the first counts, as Windows has it.
 */
export interface Ini {
  readonly lines: readonly string[];
}

/** Reads any bytes, as Latin-1; a line that is no section and no `key=value` is kept and has no meaning. */
export function parseIni(bytes: Uint8Array): Ini {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return { lines: text.match(/[^\n]*\n|[^\n]+$/g) ?? [] };
}

export function formatIni(ini: Ini): Buffer {
  return Buffer.from(ini.lines.join(''), 'latin1');
}

/** The value, without blanks around it; undefined when the section or the key is not there. */
export function getIni(ini: Ini, section: string, key: string): string | undefined {
  const index = findKey(ini, section, key);
  return index === undefined ? undefined : keyLine(ini.lines[index]!)!.value;
}

/** The names of all sections, in file order. */
export function iniSections(ini: Ini): string[] {
  return ini.lines.map(sectionName).filter(name => name !== undefined);
}

/** The keys and values of a section, in file order; none when it is not there. */
export function iniEntries(ini: Ini, section: string): { key: string; value: string }[] {
  const range = findSection(ini, section);
  if (range === undefined) return [];
  return ini.lines
    .slice(range.first, range.end)
    .map(keyLine)
    .filter(entry => entry !== undefined);
}

/** With the value set: in the line that has it, else at the end of the section, else in a new section at the end. */
export function setIni(ini: Ini, section: string, key: string, value: string): Ini {
  const lines = [...ini.lines];
  const lineEnd = lines.some(line => line.endsWith('\n') && !line.endsWith('\r\n')) ? '\n' : '\r\n';
  const index = findKey(ini, section, key);
  if (index !== undefined) {
    const [, start, end] = /^([^=]*=)[^\r\n]*(\r?\n?)$/.exec(lines[index]!)!;
    lines[index] = `${start}${value}${end}`;
    return { lines };
  }
  const range = findSection(ini, section);
  if (range === undefined) {
    const gap = lines.length === 0 ? [] : [lineEnd];
    return { lines: [...closed(lines, lineEnd), ...gap, `[${section}]${lineEnd}`, `${key}=${value}${lineEnd}`] };
  }
  let end = range.end;
  while (end > range.first && lines[end - 1]!.trim() === '') end--;
  return { lines: [...closed(lines.slice(0, end), lineEnd), `${key}=${value}${lineEnd}`, ...lines.slice(end)] };
}

/** Without the key; as it was when there is none. */
export function removeIni(ini: Ini, section: string, key: string): Ini {
  const index = findKey(ini, section, key);
  return index === undefined ? ini : { lines: ini.lines.toSpliced(index, 1) };
}

function findKey(ini: Ini, section: string, key: string): number | undefined {
  const range = findSection(ini, section);
  if (range === undefined) return undefined;
  for (let index = range.first; index < range.end; index++) {
    if (isCalled(keyLine(ini.lines[index]!)?.key, key)) return index;
  }
  return undefined;
}

/** The lines after the section's own one, up to the next section. */
function findSection(ini: Ini, section: string): { first: number; end: number } | undefined {
  const first = ini.lines.findIndex(line => isCalled(sectionName(line), section)) + 1;
  if (first === 0) return undefined;
  const length = ini.lines.slice(first).findIndex(line => sectionName(line) !== undefined);
  return { first, end: length === -1 ? ini.lines.length : first + length };
}

function sectionName(line: string): string | undefined {
  return /^\s*\[([^\]]*)\]/.exec(line)?.[1];
}

function keyLine(line: string): { key: string; value: string } | undefined {
  const match = /^\s*([^;=[\s][^=]*?)\s*=(.*)$/s.exec(line);
  return match === null ? undefined : { key: match[1]!, value: match[2]!.trim() };
}

function isCalled(found: string | undefined, name: string): boolean {
  return found !== undefined && sameName(found, name);
}

function closed(lines: readonly string[], lineEnd: string): string[] {
  const last = lines.at(-1);
  return last === undefined || last.endsWith('\n') ? [...lines] : [...lines.slice(0, -1), last + lineEnd];
}
