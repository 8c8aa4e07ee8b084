import type { RegistryKey, RegistryValue } from '../model/model.ts';
import { formatBytes, formatName, formatPlain } from './format-values.ts';
import { regInvalid } from './reg-invalid.ts';
import { longPath } from './root-names.ts';

/**
 * The .reg file (version 5.00, UTF-16LE with BOM, CRLF) of a key and everything below, as `reg export` writes it.
 * `path` is where the key is, as `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SMS` or with a short root (`HKLM\…`).
 * Security descriptors, classes and times have no place in this format. Unlike `reg export`, a string that would come
 * back changed (no terminator, two of them, a line break) is written as `hex(1)`.
 * Fails with `REG_INVALID` for a key whose name contains a line break. REGEDIT of Windows NT does not import this version: for it there
 * is `formatRegedit4`.
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
  const name = formatName(value.name);
  return name + (formatPlain(value) ?? formatBytes(value.type, value.data, name.length));
}
