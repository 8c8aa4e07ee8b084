import type { RegistryKey, RegistryValue } from '../model/model.ts';
import { valueType } from '../model/model.ts';
import { fromUtf16, readDword } from '../model/values.ts';
import { regInvalid } from './reg-invalid.ts';
import { longPath } from './root-names.ts';

/** Once a line of hex digits is this long, it is continued on the next. */
const fullLine = 77;

/**
 * The .reg file (version 5.00, UTF-16LE with BOM, CRLF) of a key and everything below, as `reg export` writes it.
 * `path` is where the key is, as `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SMS` or with a short root (`HKLM\…`).
 * Security descriptors, classes and times have no place in this format. Unlike `reg export`, a string that would come
 * back changed (no terminator, two of them, a line break) is written as `hex(1)`.
 * Fails with `REG_INVALID` for a key whose name contains a line break.
 *
 * @example
 * ```ts
 * import { readFileSync, writeFileSync } from 'node:fs';
 * import { formatReg, parseHive } from '@resite/registry';
 *
 * const { root } = parseHive(readFileSync('SMS.hiv'));
 * writeFileSync('SMS.reg', formatReg('HKLM\\SOFTWARE\\Microsoft\\SMS', root));
 * ```
 */
export function formatReg(path: string, key: RegistryKey): Buffer {
  const lines = ['Windows Registry Editor Version 5.00', ''];
  formatKey(longPath(path), key, lines);
  return Buffer.from(`\ufeff${lines.map(line => `${line}\r\n`).join('')}`, 'utf16le');
}

function formatKey(path: string, key: RegistryKey, lines: string[]): void {
  if (/[\r\n]/.test(path)) throw regInvalid('the name of a key contains a line break, which .reg files cannot express');
  lines.push(`[${path}]`);
  for (const value of key.values) lines.push(formatValue(value));
  lines.push('');
  for (const subkey of key.subkeys) formatKey(`${path}\\${subkey.name}`, subkey, lines);
}

function formatValue(value: RegistryValue): string {
  const name = value.name === '' ? '@=' : `${quote(value.name)}=`;
  const text = plainText(value);
  if (text !== undefined) return name + quote(text);
  if (value.type === valueType.dword && value.data.length === 4) {
    return `${name}dword:${readDword(value).toString(16).padStart(8, '0')}`;
  }
  const kind = value.type === valueType.binary ? 'hex:' : `hex(${value.type.toString(16)}):`;
  return name + kind + formatHex(value.data, name.length + kind.length);
}

/** The text of a REG_SZ that quotes express exactly. */
function plainText({ type, data }: RegistryValue): string | undefined {
  if (type !== valueType.string || data.length === 0 || data.length % 2 !== 0) return undefined;
  const text = fromUtf16(data);
  return text.indexOf('\0') === text.length - 1 && !/[\r\n]/.test(text) ? text.slice(0, -1) : undefined;
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function formatHex(data: Uint8Array, column: number): string {
  const lines: string[] = [];
  let room = fullLine - column;
  for (let start = 0; start < data.length; room = fullLine - 2) {
    const end = start + Math.max(1, Math.ceil(room / 3));
    const digits = Buffer.from(data.subarray(start, end)).toString('hex');
    lines.push(digits.replace(/..(?=.)/g, '$&,'));
    start = end;
  }
  return lines.join(',\\\r\n  ');
}
