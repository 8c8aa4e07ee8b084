import { ResiteError } from '@resite/errors';
import { type RegistryValue, valueType } from './model.ts';

/** REG_SZ with its terminator. */
export function stringValue(name: string, text: string): RegistryValue {
  return { name, type: valueType.string, data: utf16(`${text}\0`) };
}

/** REG_EXPAND_SZ with its terminator; `%NAME%` stays as it is. */
export function expandStringValue(name: string, text: string): RegistryValue {
  return { name, type: valueType.expandString, data: utf16(`${text}\0`) };
}

/** REG_DWORD; `number` is taken modulo 2^32, so that -1 gives 0xFFFFFFFF. */
export function dwordValue(name: string, number: number): RegistryValue {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, number, true);
  return { name, type: valueType.dword, data };
}

/** REG_MULTI_SZ: each string with its terminator, and one more at the end. A string cannot be empty there. */
export function multiStringValue(name: string, strings: readonly string[]): RegistryValue {
  if (strings.includes('')) throw new TypeError(`an empty string in REG_MULTI_SZ ${name} would end the list`);
  return { name, type: valueType.multiString, data: utf16(`${strings.map(text => `${text}\0`).join('')}\0`) };
}

/** REG_BINARY. */
export function binaryValue(name: string, bytes: Uint8Array): RegistryValue {
  return { name, type: valueType.binary, data: new Uint8Array(bytes) };
}

/** The text of REG_SZ or REG_EXPAND_SZ up to its first terminator, or all of it when there is none. */
export function readString(value: RegistryValue): string {
  expectType(value, valueType.string, valueType.expandString);
  return fromUtf16(value.data).split('\0', 1)[0]!;
}

/** REG_DWORD or REG_DWORD_BIG_ENDIAN as 0 … 2^32-1. */
export function readDword(value: RegistryValue): number {
  expectType(value, valueType.dword, valueType.dwordBigEndian);
  if (value.data.length !== 4) throw mismatch(value, `has ${value.data.length} bytes where a REG_DWORD has 4`);
  const { buffer, byteOffset } = value.data;
  return new DataView(buffer, byteOffset, 4).getUint32(0, value.type === valueType.dword);
}

/** The strings of REG_MULTI_SZ up to the empty one that ends the list; missing terminators are forgiven. */
export function readMultiString(value: RegistryValue): string[] {
  expectType(value, valueType.multiString);
  const strings = fromUtf16(value.data).split('\0');
  const end = strings.indexOf('');
  return end < 0 ? strings : strings.slice(0, end);
}

/** `REG_SZ` and so on; `REG_0x20` for numbers without a name. */
export function typeName(type: number): string {
  return typeNames[type] ?? `REG_0x${type.toString(16)}`;
}

export function utf16(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length).slice();
}

export function fromUtf16(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.length & ~1).toString('utf16le');
}

const typeNames: Readonly<Record<number, string>> = {
  0: 'REG_NONE',
  1: 'REG_SZ',
  2: 'REG_EXPAND_SZ',
  3: 'REG_BINARY',
  4: 'REG_DWORD',
  5: 'REG_DWORD_BIG_ENDIAN',
  6: 'REG_LINK',
  7: 'REG_MULTI_SZ',
  8: 'REG_RESOURCE_LIST',
  9: 'REG_FULL_RESOURCE_DESCRIPTOR',
  10: 'REG_RESOURCE_REQUIREMENTS_LIST',
  11: 'REG_QWORD',
};

function expectType(value: RegistryValue, ...wanted: number[]): void {
  if (!wanted.includes(value.type)) {
    throw mismatch(value, `is ${typeName(value.type)} where ${wanted.map(typeName).join(' or ')} is needed`);
  }
}

function mismatch(value: RegistryValue, problem: string): ResiteError {
  return new ResiteError('REGISTRY_TYPE', `registry value ${value.name || '(default)'} ${problem}`, {
    hint: 'Look at the value with a registry editor and put its type right.',
  });
}
