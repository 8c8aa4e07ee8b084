import { defined } from '@resite/errors';
import type { RegistryDifference } from '../differences/diff.ts';
import { fileTimeToDate } from '../model/file-time.ts';
import { type RegistryKey, type RegistryValue, valueType } from '../model/model.ts';
import { readDword, readMultiString, readString, typeName } from '../model/values.ts';

/** A value as JSON has it. `data` is all of it in hex; `text`, `strings` and `number` are there where they say the same. */
export interface JsonValue {
  name: string;
  type: string;
  data: string;
  text?: string;
  strings?: string[];
  number?: number;
}

/** A key as JSON has it. `lastWrite` is RFC 3339; the security descriptor is in hex. */
export interface JsonKey {
  name: string;
  className?: string;
  lastWrite: string;
  securityDescriptor?: string;
  values: JsonValue[];
  subkeys: JsonKey[];
}

export type JsonDifference = { kind: RegistryDifference['kind']; path: string } & {
  value?: JsonValue;
  before?: JsonValue | string;
  after?: JsonValue | string;
  className?: string;
  securityDescriptor?: string;
};

export function keyToJson(key: RegistryKey): JsonKey {
  const { name, className, lastWrite, securityDescriptor, values, subkeys } = key;
  return defined({
    name,
    className,
    lastWrite: timeToJson(lastWrite),
    securityDescriptor: securityDescriptor && hex(securityDescriptor),
    values: values.map(valueToJson),
    subkeys: subkeys.map(keyToJson),
  });
}

export function valueToJson(value: RegistryValue): JsonValue {
  return { name: value.name, type: typeName(value.type), data: hex(value.data), ...meaning(value) };
}

/** Differences as JSON has them: values as above, security descriptors in hex. */
export function differenceToJson(difference: RegistryDifference): JsonDifference {
  const { kind, path } = difference;
  switch (kind) {
    case 'key-added': {
      const { className, securityDescriptor } = difference;
      return defined({
        kind,
        path,
        className: className || undefined,
        securityDescriptor: securityDescriptor && hex(securityDescriptor),
      });
    }
    case 'key-removed':
      return { kind, path };
    case 'value-added':
    case 'value-removed':
      return { kind, path, value: valueToJson(difference.value) };
    case 'value-changed':
      return { kind, path, before: valueToJson(difference.before), after: valueToJson(difference.after) };
    case 'class-changed':
      return { kind, path, before: difference.before, after: difference.after };
    case 'security-changed':
      return { kind, path, before: hex(difference.before), after: hex(difference.after) };
  }
}

function meaning(value: RegistryValue): Pick<JsonValue, 'text' | 'strings' | 'number'> {
  const { type, data } = value;
  if (type === valueType.string || type === valueType.expandString) {
    return data.length % 2 === 0 ? { text: readString(value) } : {};
  }
  if (type === valueType.multiString) return data.length % 2 === 0 ? { strings: readMultiString(value) } : {};
  if (type === valueType.dword || type === valueType.dwordBigEndian) {
    return data.length === 4 ? { number: readDword(value) } : {};
  }
  return {};
}

function timeToJson(time: bigint): string {
  const date = fileTimeToDate(time);
  return Number.isNaN(date.getTime()) ? `FILETIME ${time}` : date.toISOString();
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
