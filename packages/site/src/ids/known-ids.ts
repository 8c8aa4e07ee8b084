import { defined, ResiteError } from '@resite/errors';
import { upcase } from '@resite/registry/names';
import { parseUid } from '../uid.ts';
import type { IdSighting } from './sighting.ts';

/** A site has some tens of thousands of IDs; a file beyond this is not a list of them. */
const longest = 64 << 20;
const shown = 5;

/**
 * A list of IDs from elsewhere: an export of the parent's database, a directory listing. One ID a line, after it, if it is
 * known, the name of the computer that has it; `S0101009.UID` is the next ID of a logon server. `#` and `;` begin a
 * comment, blank lines are passed over. In ASCII, UTF-8 or UTF-16 with a byte order mark, as Notepad writes them.
 *
 * Throws `KNOWN_IDS_INVALID` with the line of everything that is no ID: a list with a hole would hide one.
 */
export function parseKnownIds(content: Uint8Array, file: string): IdSighting[] {
  if (content.byteLength > longest) throw invalid([`${file} has ${content.byteLength} bytes: that is no list of IDs`]);
  const lines = decode(content, file).split(/\r\n|\n|\r/);
  const sightings: IdSighting[] = [];
  const problems: string[] = [];
  let bad = 0;
  for (const [index, line] of lines.entries()) {
    const words = line.replace(/[#;].*$/s, '').trim();
    if (words === '') continue;
    const where = `${file}:${index + 1}`;
    const sighting = readLine(words, where);
    if (typeof sighting !== 'string') sightings.push(sighting);
    else if (bad++ < shown) problems.push(`${where}: ${sighting}`);
  }
  if (bad > shown) problems.push(`${bad - shown} more lines of ${file} are not understood`);
  if (problems.length > 0) throw invalid(problems);
  return sightings;
}

function readLine(words: string, where: string): IdSighting | string {
  const [first = '', computer, ...more] = words.split(/[\s,]+/).filter(word => word !== '');
  const uid = /[\\/]/.test(first) ? undefined : parseUid(first);
  if (uid === undefined) return `${quote(first)} is no SMS ID`;
  if (more.length > 0) return `after the ID and a computer name there is ${quote(more.join(' '))}`;
  // What NetBIOS allows in a computer name, and what people use.
  if (computer !== undefined && !/^[^\\/:*?"<>|\x00-\x20\x7f]{1,15}$/.test(computer))
    return `${quote(computer)} is no computer name`;
  const role = /\.UID$/i.test(first) ? 'next' : 'used';
  return defined({ uid, role, holder: computer === undefined ? undefined : upcase(computer), where });
}

function decode(content: Uint8Array, file: string): string {
  const [first, second] = content;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  const text = new TextDecoder(encoding).decode(content);
  const zero = text.indexOf('\0');
  if (zero === -1) return text;
  throw invalid([`${file}:${text.slice(0, zero).split('\n').length}: the file is not text`]);
}

/** Short, and with nothing in it that a terminal would obey. */
const quote = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

function invalid(problems: readonly string[]): ResiteError {
  return new ResiteError('KNOWN_IDS_INVALID', problems.join('\n'), {
    hint: 'One ID a line, such as S0101009, and after it, if you like, the computer that has it. # begins a comment.',
  });
}
