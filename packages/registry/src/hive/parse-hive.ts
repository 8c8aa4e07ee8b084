import type { RegistryKey } from '../model/model.ts';
import { Cells } from './cells.ts';
import { type HiveHeader, headerSize, readHeader } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';
import { keyFlag, nodeField } from './key-node.ts';
import { deepest } from './limits.ts';
import { flagsOf, keyClass, keyName, openKey, subkeyOffsets, valueOffsets } from './open-key.ts';
import { SecurityReader } from './security.ts';
import { readValue } from './value.ts';

/** A regf file in memory. */
export interface Hive extends Pick<HiveHeader, 'majorVersion' | 'minorVersion' | 'timestamp' | 'fileName' | 'dirty'> {
  root: RegistryKey;
}

/**
 * Reads a hive of format 1.1 to 1.6. Data is copied out of `bytes`; keys with the same security descriptor share it.
 * The log files of a dirty hive are not applied (see `recoverHive`). Fails with `HIVE_INVALID`, naming the offset, for
 * anything else than a well-formed hive, whatever the bytes are, in time proportional to their number.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { findKey, findValue, parseHive, readString } from '@resite/registry';
 *
 * const { root } = parseHive(readFileSync('SOFTWARE'));
 * const version = findKey(root, 'Microsoft\\Windows NT\\CurrentVersion');
 * const name = version && findValue(version, 'ProductName');
 * if (name) console.log(readString(name));
 * ```
 */
export function parseHive(bytes: Uint8Array): Hive {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const { rootOffset, dataSize, ...header } = readHeader(file);
  const cells = new Cells(file, { dataSize, minorVersion: header.minorVersion });
  return { ...header, root: readKey({ cells, security: new SecurityReader(cells) }, rootOffset, 0) };
}

interface Context {
  cells: Cells;
  security: SecurityReader;
}

function readKey(context: Context, offset: number, depth: number): RegistryKey {
  if (depth > deepest) throw hiveInvalid(offset + headerSize, `the key there is nested deeper than ${deepest} levels`);
  const { cells, security } = context;
  const start = openKey(cells, offset);
  const name = keyName(cells, start, offset);
  const className = keyClass(cells, start);
  const securityDescriptor = security.read(cells.uint32(start + nodeField.security));
  const key: RegistryKey = {
    name,
    lastWrite: cells.uint64(start + nodeField.lastWrite),
    values: valueOffsets(cells, start).map(value => readValue(cells, value)),
    subkeys: subkeyOffsets(cells, start, offset).map(subkey => readKey(context, subkey, depth + 1)),
  };
  if (className !== undefined) key.className = className;
  if (securityDescriptor !== undefined) key.securityDescriptor = securityDescriptor;
  if ((flagsOf(cells, start) & keyFlag.volatile) !== 0) key.volatile = true;
  return key;
}
