import type { RegistryValue } from '../model/model.ts';
import { valueType } from '../model/model.ts';
import { fromUtf16, readDword } from '../model/values.ts';

/** Once a line of hex digits is this long, it is continued on the next. */
const fullLine = 77;

/** `"name"=`, or `@=` for the default value. */
export function formatName(name: string): string {
  return name === '' ? '@=' : `${quote(name)}=`;
}

/** The data of a value that quotes or `dword:` express exactly; undefined for another. */
export function formatPlain(value: RegistryValue): string | undefined {
  const text = plainText(value);
  if (text !== undefined) return quote(text);
  if (value.type !== valueType.dword || value.data.length !== 4) return undefined;
  return `dword:${readDword(value).toString(16).padStart(8, '0')}`;
}

/** `hex(type):` and the bytes, which begin at this column. */
export function formatBytes(type: number, data: Uint8Array, column: number): string {
  const kind = type === valueType.binary ? 'hex:' : `hex(${type.toString(16)}):`;
  return kind + formatHex(data, column + kind.length);
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
