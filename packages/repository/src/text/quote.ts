import { isUtf8 } from 'node:buffer';
import { runes } from './go-string.ts';
import { isPrintable } from './printable.ts';

const short: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/**
 * A file name as tree blobs hold it before JSON: Go's strconv.Quote without the outer quotes. It keeps any bytes, and
 * must be exact: the hash of a tree depends on it.
 */
export function quoteName(name: Buffer): string {
  if (isPlain(name)) return name.toString('latin1');
  let quoted = '';
  for (const rune of runes(name)) quoted += rune.valid ? quoteCharacter(rune.text) : `\\x${hex(rune.byte, 2)}`;
  return quoted;
}

function isPlain(name: Buffer): boolean {
  for (const byte of name) if (byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c) return false;
  return true;
}

function quoteCharacter(character: string): string {
  const shortForm = short[character];
  if (shortForm !== undefined) return shortForm;
  const code = character.codePointAt(0)!;
  if (isPrintable(character)) return character;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');

const long: Record<string, number> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, '"': 34, "'": 39 };
const escapes = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\"']))/y;

/** The bytes that a quoted name stands for; undefined when it is not well-formed. */
export function unquoteName(quoted: string): Buffer | undefined {
  if (!quoted.includes('\\')) return Buffer.from(quoted);
  const parts: Buffer[] = [];
  for (let position = 0; position < quoted.length; ) {
    const next = quoted.indexOf('\\', position);
    const end = next < 0 ? quoted.length : next;
    if (end > position) parts.push(Buffer.from(quoted.slice(position, end)));
    position = end;
    if (next < 0) break;
    escapes.lastIndex = position;
    const bytes = decodeEscape(escapes.exec(quoted));
    if (bytes === undefined) return undefined;
    parts.push(bytes);
    position = escapes.lastIndex;
  }
  return Buffer.concat(parts);
}

function decodeEscape(match: RegExpExecArray | null): Buffer | undefined {
  if (match === null) return undefined;
  const [, byte, four, eight, octal, letter] = match;
  if (byte !== undefined) return Buffer.from([Number.parseInt(byte, 16)]);
  if (letter !== undefined) return Buffer.from([long[letter]!]);
  if (octal !== undefined)
    return Number.parseInt(octal, 8) > 255 ? undefined : Buffer.from([Number.parseInt(octal, 8)]);
  const code = Number.parseInt((four ?? eight)!, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
  const bytes = Buffer.from(String.fromCodePoint(code));
  return isUtf8(bytes) ? bytes : undefined;
}
