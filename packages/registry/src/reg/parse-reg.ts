import { type RegistryValue, valueType } from '../model/model.ts';
import { utf16 } from '../model/values.ts';
import { isText } from './ansi-types.ts';
import { decodeAnsi, defaultCodePage } from './code-page.ts';
import { decodeText } from './decode-text.ts';
import type { RegDocument, RegSection } from './document.ts';
import { longPath } from './root-names.ts';
import { Scanner } from './scanner.ts';

/**
 * Reads a .reg file of REGEDIT4 or version 5.00, in UTF-16LE or UTF-8 with BOM. Without one, REGEDIT4 is in the ANSI code page
 * `codePage`, by default 1252, and version 5.00 in UTF-8 or, where it cannot be that, in the code page, too. Lines end in CRLF, LF or CR;
 * lines that begin with `;` or `#` are comments. Text in `hex(1):`, `hex(2):` and `hex(7):` gets the NUL at its end that it lacks, as
 * Windows XP and later give it. Fails with `REG_INVALID`, naming the line, for what it does not understand; unlike Windows it skips no
 * line in silence.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { parseReg } from '@resite/registry';
 *
 * for (const { path, deleted, changes } of parseReg(readFileSync('settings.reg')).sections)
 *   console.log(deleted ? `removes ${path}` : `${path}: ${changes.length} changes`);
 * ```
 */
export function parseReg(bytes: Uint8Array, { codePage = defaultCodePage }: { codePage?: number } = {}): RegDocument {
  const scanner = new Scanner(decodeText(bytes, codePage));
  const document: RegDocument = { version: readSignature(scanner), sections: [] };
  let section: RegSection | undefined;
  for (scanner.skipBlank(); !scanner.atEnd; scanner.skipBlank()) {
    if (scanner.peek() === '[') {
      section = readSection(scanner);
      document.sections.push(section);
    } else if (!section) {
      throw scanner.invalid('a value comes before the first [key]');
    } else if (section.deleted) {
      throw scanner.invalid('values cannot follow a deleted [-key]');
    } else {
      section.changes.push(readChange(scanner, document.version === 4 ? codePage : undefined));
    }
  }
  return document;
}

function readSignature(scanner: Scanner): 4 | 5 {
  const signature = scanner.line().trim();
  const version = signatures[signature];
  if (version === undefined)
    throw scanner.invalid('it must begin with "REGEDIT4" or "Windows Registry Editor Version 5.00"');
  scanner.takeLine();
  return version;
}

const signatures: Readonly<Record<string, 4 | 5>> = { REGEDIT4: 4, 'Windows Registry Editor Version 5.00': 5 };

/** Names of keys may contain brackets; the last one of the line closes. */
function readSection(scanner: Scanner): RegSection {
  const line = scanner.line();
  const end = line.lastIndexOf(']');
  const deleted = line[1] === '-';
  const path = line.slice(deleted ? 2 : 1, end);
  if (end < 0 || path === '') throw scanner.invalid('a key must be given as [path] or [-path]');
  scanner.takeLine();
  return { path: longPath(path), deleted, changes: [] };
}

/** `ansi` is the code page of the bytes of strings; without it, they are in UTF-16. */
function readChange(scanner: Scanner, ansi: number | undefined): RegSection['changes'][number] {
  const name = readName(scanner);
  scanner.skipSpaces();
  if (!scanner.accept(/=/y)) throw scanner.invalid('the = after the name of the value is missing');
  scanner.skipSpaces();
  if (scanner.accept(/-/y)) {
    scanner.expectEnd();
    return { kind: 'delete', name };
  }
  const content = readData(scanner, ansi);
  scanner.expectEnd();
  return { kind: 'set', value: { name, ...content } };
}

function readName(scanner: Scanner): string {
  if (scanner.accept(/@/y)) return '';
  if (scanner.peek() !== '"') throw scanner.invalid('a value must begin with "name" or @');
  return readQuoted(scanner);
}

function readData(scanner: Scanner, ansi: number | undefined): Omit<RegistryValue, 'name'> {
  if (scanner.peek() === '"') return { type: valueType.string, data: utf16(`${readQuoted(scanner)}\0`) };
  const dword = scanner.accept(/dword:\s*([0-9a-f]{1,8})(?![0-9a-f])/iy);
  if (dword) return { type: valueType.dword, data: littleEndian(Number.parseInt(dword[1]!, 16)) };
  const kind = scanner.accept(/hex(?:\(([0-9a-f]{1,8})\))?:/iy);
  if (!kind) throw scanner.invalid('the data must be "text", dword: with up to 8 digits, hex: or hex(type):');
  const type = kind[1] === undefined ? valueType.binary : Number.parseInt(kind[1], 16);
  const data = readHex(scanner);
  if (!isText(type)) return { type, data };
  return { type, data: terminated(ansi === undefined ? data : utf16(decodeAnsi(data, ansi))) };
}

/** Text may go over several lines; then the line breaks belong to it. */
function readQuoted(scanner: Scanner): string {
  const text = scanner.acceptQuoted();
  if (text === undefined) throw scanner.invalid('the closing " is missing');
  return text.replace(/\\(.)/gs, (sequence, character: string) => {
    const meant = escapes[character];
    if (meant === undefined)
      throw scanner.invalid(`${JSON.stringify(sequence)} in a text is unknown; a backslash must be doubled`);
    return meant;
  });
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n', r: '\r' };

/** Bytes with commas between; a backslash at the end, before a comment or not, continues on the next line that is none. */
function readHex(scanner: Scanner): Uint8Array {
  const bytes: number[] = [];
  for (;;) {
    scanner.skipContinuations();
    const digits = scanner.accept(/[0-9a-f]{1,2}(?:,[0-9a-f]{1,2}){0,999}(?![0-9a-f])/iy);
    if (digits) for (const byte of digits[0].split(',')) bytes.push(Number.parseInt(byte, 16));
    else if (!scanner.atLineEnd) throw scanner.invalid('a byte of two hex digits is needed here');
    scanner.skipContinuations();
    if (!scanner.accept(/,/y)) return new Uint8Array(bytes);
  }
}

function terminated(text: Uint8Array): Uint8Array {
  if (text.length === 0 || text.length % 2 !== 0 || (text.at(-1) === 0 && text.at(-2) === 0)) return text;
  const whole = new Uint8Array(text.length + 2);
  whole.set(text);
  return whole;
}

function littleEndian(number: number): Uint8Array {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, number, true);
  return data;
}
