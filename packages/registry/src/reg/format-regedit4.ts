import { ascii } from '@resite/errors/visible';
import type { RegistryKey, RegistryValue } from '../model/model.ts';
import { fromUtf16 } from '../model/values.ts';
import { isText } from './ansi-types.ts';
import { defaultCodePage, encodeAnsi } from './code-page.ts';
import { formatBytes, formatName, formatPlain } from './format-values.ts';
import { longPath } from './root-names.ts';

export interface Regedit4File {
  bytes: Buffer;
  leftOut: LeftOut[];
}

/** What a REGEDIT4 file cannot say: a value, or without `value` a key with all below it. */
export interface LeftOut {
  path: string;
  value?: string;
  reason: string;
}

/** In a line for people; the names in it are as they are. */
export function describeLeftOut({ path, value, reason }: LeftOut): string {
  const what = value === undefined ? 'with all below it' : value === '' ? 'the default value' : `"${value}"`;
  return `[${path}] ${what}: ${reason}`;
}

/**
 * The .reg file of a key and everything below that REGEDIT of Windows NT 4.0 imports, and later ones as well: REGEDIT4, in an ANSI
 * code page, CRLF. `path` is where the key is, as for `formatReg`. The bytes of strings are in the code page, too, so they are left out
 * when it has not all of their characters; so are keys and values with such a name, or with a line break or NUL in it. What is left
 * out is listed, and stands in the file as a comment. Security descriptors, classes and times have no place in this format.
 *
 * @example
 * ```ts
 * import { readFileSync, writeFileSync } from 'node:fs';
 * import { formatRegedit4, parseHive } from '@resite/registry';
 *
 * const { root } = parseHive(readFileSync('SMS.hiv'));
 * const { bytes, leftOut } = formatRegedit4('HKLM\\SOFTWARE\\Microsoft\\SMS', root, { codePage: 1252 });
 * for (const { path, value, reason } of leftOut) console.log(`not in the file: ${path} ${value ?? ''}: ${reason}`);
 * writeFileSync('SMS.reg', bytes);
 * ```
 */
export function formatRegedit4(
  path: string,
  key: RegistryKey,
  { codePage = defaultCodePage }: { codePage?: number } = {},
): Regedit4File {
  const writer: Writer = { codePage, lines: [], leftOut: [] };
  formatKey(writer, longPath(path), key);
  const { lines, leftOut } = writer;
  const whole = ['REGEDIT4', '', ...remarks(leftOut, codePage), ...lines].map(line => `${line}\r\n`).join('');
  return { bytes: encodeAnsi(whole, codePage)!, leftOut };
}

interface Writer {
  codePage: number;
  /** All of them are in the code page. */
  lines: string[];
  leftOut: LeftOut[];
}

function formatKey(writer: Writer, path: string, key: RegistryKey): void {
  const reason = faultOf(path, writer.codePage);
  if (reason !== undefined) {
    writer.leftOut.push({ path, reason });
    return;
  }
  writer.lines.push(`[${path}]`);
  for (const value of key.values) {
    const line = formatValue(value, writer.codePage);
    if ('text' in line) writer.lines.push(line.text);
    else writer.leftOut.push({ path, value: value.name, reason: line.reason });
  }
  writer.lines.push('');
  for (const subkey of key.subkeys) formatKey(writer, `${path}\\${subkey.name}`, subkey);
}

function formatValue(value: RegistryValue, codePage: number): { text: string } | { reason: string } {
  const { type, data } = value;
  const reason = faultOf(value.name, codePage);
  if (reason !== undefined) return { reason: `its name: ${reason}` };
  const name = formatName(value.name);
  const plain = formatPlain(value);
  if (plain !== undefined && encodeAnsi(plain, codePage)) return { text: name + plain };
  if (!isText(type)) return { text: name + formatBytes(type, data, name.length) };
  if (data.length % 2 !== 0) return { reason: 'it is a text of an odd number of bytes' };
  const ansi = encodeAnsi(fromUtf16(data), codePage);
  return ansi ? { text: name + formatBytes(type, ansi, name.length) } : { reason: notIn(codePage) };
}

/** Why a name cannot stand in the file. */
function faultOf(name: string, codePage: number): string | undefined {
  if (/[\0\r\n]/.test(name)) return 'a line break or NUL';
  return encodeAnsi(name, codePage) ? undefined : notIn(codePage);
}

const notIn = (codePage: number) => `characters that code page ${codePage} does not have`;

/** Comments, in ASCII. */
function remarks(leftOut: readonly LeftOut[], codePage: number): string[] {
  if (leftOut.length === 0) return [];
  return [
    `; Left out, as REGEDIT4 in code page ${codePage} cannot say it:`,
    ...leftOut.map(one => `; ${ascii(describeLeftOut(one))}`),
    '',
  ];
}
