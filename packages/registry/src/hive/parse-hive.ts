import type { RegistryKey } from '../model.ts';
import { Cells, expectLength, none } from './cells.ts';
import { type HiveHeader, headerSize, readHeader } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';
import { type KeyNode, keyFlag, readKeyNode } from './key-node.ts';
import { deepest } from './limits.ts';
import { SecurityReader } from './security.ts';
import { readSubkeyList } from './subkey-list.ts';
import { readValue } from './value.ts';

/** A regf file in memory. */
export interface Hive extends Pick<HiveHeader, 'majorVersion' | 'minorVersion' | 'timestamp' | 'fileName' | 'dirty'> {
  root: RegistryKey;
}

/**
 * Reads a hive of format 1.2 to 1.6. Data is copied out of `bytes`; keys with the same security descriptor share it.
 * The log files of a dirty hive are not applied. Fails with `HIVE_INVALID`, naming the offset, for anything else than
 * a well-formed hive, whatever the bytes are, in time proportional to their number.
 */
export function parseHive(bytes: Uint8Array): Hive {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const { rootOffset, dataSize, ...header } = readHeader(file);
  const cells = new Cells(file, dataSize);
  const context: Context = { cells, security: new SecurityReader(cells), minorVersion: header.minorVersion };
  return { ...header, root: readKey(context, rootOffset, 0) };
}

interface Context {
  cells: Cells;
  security: SecurityReader;
  minorVersion: number;
}

function readKey(context: Context, offset: number, depth: number): RegistryKey {
  if (depth > deepest) throw hiveInvalid(offset + headerSize, `the key there is nested deeper than ${deepest} levels`);
  const node = readKeyNode(context.cells, offset);
  const className = readClassName(context, node);
  const securityDescriptor = context.security.read(node.security);
  return {
    name: node.name,
    ...(className !== undefined && { className }),
    lastWrite: node.lastWrite,
    ...(securityDescriptor && { securityDescriptor }),
    ...((node.flags & keyFlag.volatile) !== 0 && { volatile: true }),
    values: readValues(context, node),
    subkeys: readSubkeys(context, node, offset, depth),
  };
}

function readClassName({ cells }: Context, node: KeyNode): string | undefined {
  if (node.className === none || node.classLength === 0) return undefined;
  const cell = cells.take(node.className, 'a class name');
  expectLength(cell, node.classLength, node.className, 'a class name');
  return cell.toString('utf16le', 0, node.classLength);
}

function readValues({ cells, minorVersion }: Context, node: KeyNode): RegistryKey['values'] {
  if (node.valueCount === 0) return [];
  const list = cells.take(node.valueList, 'a list of values');
  expectLength(list, 4 * node.valueCount, node.valueList, 'a list of values');
  return Array.from({ length: node.valueCount }, (_, index) =>
    readValue(cells, list.readUInt32LE(4 * index), minorVersion),
  );
}

function readSubkeys(context: Context, node: KeyNode, offset: number, depth: number): RegistryKey[] {
  if (node.subkeyCount === 0) return [];
  const offsets = readSubkeyList(context.cells, node.subkeyList);
  if (offsets.length !== node.subkeyCount) {
    throw hiveInvalid(
      offset + headerSize,
      `the key there has ${node.subkeyCount} subkeys, but its list has ${offsets.length}`,
    );
  }
  return offsets.map(subkey => readKey(context, subkey, depth + 1));
}
