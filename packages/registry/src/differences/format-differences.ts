import { type RegistryValue, valueType } from '../model/model.ts';
import { readDword, readMultiString, readString, typeName } from '../model/values.ts';
import type { RegistryDifference } from './diff.ts';

/** Differences for a terminal, one a line: `+` added, `-` removed, `~` changed. No text for no differences. */
export function formatDifferences(differences: readonly RegistryDifference[]): string {
  return differences.map(difference => `${printable(formatOne(difference))}\n`).join('');
}

function formatOne(difference: RegistryDifference): string {
  const { kind, path } = difference;
  switch (kind) {
    case 'key-added':
      return `+ ${path}`;
    case 'key-removed':
      return `- ${path}`;
    case 'value-added':
      return `+ ${path} » ${formatValue(difference.value)}`;
    case 'value-removed':
      return `- ${path} » ${formatValue(difference.value)}`;
    case 'value-changed':
      return `~ ${path} » ${formatValue(difference.before)} → ${formatData(difference.after)}`;
    case 'class-changed':
      return `~ ${path}: class ${JSON.stringify(difference.before)} → ${JSON.stringify(difference.after)}`;
    case 'security-changed':
      return `~ ${path}: security descriptor`;
  }
}

function formatValue(value: RegistryValue): string {
  return `${value.name === '' ? '(default)' : value.name} = ${formatData(value)}`;
}

const shown = 32;

function formatData(value: RegistryValue): string {
  const { type, data } = value;
  if ((type === valueType.string || type === valueType.expandString) && data.length % 2 === 0) {
    return `${typeName(type)} ${JSON.stringify(readString(value))}`;
  }
  if (type === valueType.multiString && data.length % 2 === 0) {
    return `${typeName(type)} ${JSON.stringify(readMultiString(value))}`;
  }
  if (type === valueType.dword && data.length === 4) {
    return `${typeName(type)} 0x${readDword(value).toString(16).padStart(8, '0')}`;
  }
  const bytes = Buffer.from(data.subarray(0, shown))
    .toString('hex')
    .replace(/(..)(?=.)/g, '$1 ');
  return `${typeName(type)} ${bytes}${data.length > shown ? ` … (${data.length} bytes)` : ''}`;
}

/** Names are made by others: control characters and changes of writing direction must not reach a terminal. */
function printable(line: string): string {
  return line.replace(
    /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
