import type { RegistryKey } from '../model.ts';
import { Cells } from './cells.ts';
import { type HiveHeader, headerSize, readHeader } from './header.ts';
import { type HiveInvalid, hiveInvalid } from './hive-invalid.ts';
import { type KeyNode, keyFlag, readKeyNode } from './key-node.ts';
import { deepest } from './limits.ts';
import { readClassName, readValueOffsets } from './read-key.ts';
import { SecurityReader } from './security.ts';
import { readSubkeyList } from './subkey-list.ts';
import { readValue } from './value.ts';

/** A regf file in memory. */
export interface Hive extends Pick<HiveHeader, 'majorVersion' | 'minorVersion' | 'timestamp' | 'fileName' | 'dirty'> {
  root: RegistryKey;
}

/**
 * Reads a hive of format 1.1 to 1.6. Data is copied out of `bytes`; keys with the same security descriptor share it.
 * The log files of a dirty hive are not applied (see `recoverHive`). Fails with `HIVE_INVALID`, naming the offset, for
 * anything else than a well-formed hive, whatever the bytes are, in time proportional to their number.
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
  const node = readKeyNode(context.cells, offset);
  const className = readClassName(context.cells, node);
  const securityDescriptor = context.security.read(node.security);
  return {
    name: node.name,
    ...(className !== undefined && { className }),
    lastWrite: node.lastWrite,
    ...(securityDescriptor && { securityDescriptor }),
    ...((node.flags & keyFlag.volatile) !== 0 && { volatile: true }),
    values: readValueOffsets(context.cells, node).map(value => readValue(context.cells, value)),
    subkeys: readSubkeys(context, node, offset, depth),
  };
}

function readSubkeys(context: Context, node: KeyNode, offset: number, depth: number): RegistryKey[] {
  if (node.subkeyCount === 0) return [];
  const entries = readSubkeyList(context.cells, node.subkeyList);
  if (entries.length !== node.subkeyCount) throw wrongCount(node, entries.length, offset);
  return entries.map(subkey => readKey(context, subkey.offset, depth + 1));
}

export function wrongCount({ subkeyCount }: KeyNode, listed: number, offset: number): HiveInvalid {
  return hiveInvalid(offset + headerSize, `the key there has ${subkeyCount} subkeys, but its list has ${listed}`);
}
