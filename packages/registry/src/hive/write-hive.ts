import type { RegistryKey } from '../model/model.ts';
import { defaultSecurityDescriptor } from '../security/default-security-descriptor.ts';
import { BinWriter } from './bin-writer.ts';
import { none } from './cells.ts';
import { writeHeader } from './header.ts';
import type { HiveFormat } from './hive-format.ts';
import { encodeSecurity, securitySize } from './security.ts';
import { writeKey } from './write-key.ts';

export interface WriteHiveOptions {
  /** Default 3. */
  minorVersion?: HiveFormat;
  /** Kept in the header (its last 31 characters). */
  fileName?: string;
  /** FILETIME of the header. Default: the root's `lastWrite`. */
  timestamp?: bigint;
}

/**
 * A hive with `root` as its root key. Volatile keys are left out, subkeys are sorted as Windows needs them, keys without
 * a security descriptor get the default one. Equal trees and options give equal bytes. Fails with `REGISTRY_LIMIT`,
 * naming the key, when a name, value or the depth is more than the format allows, and for two keys or values of one name.
 *
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { createKey, ensureKey, setValue, stringValue, writeHive } from '@resite/registry';
 *
 * const root = createKey('ROOT');
 * setValue(ensureKey(root, 'Setup\\Source'), stringValue('Path', 'D:\\'));
 * writeFileSync('new.hiv', writeHive(root, { minorVersion: 5, fileName: 'new.hiv' }));
 * ```
 */
export function writeHive(root: RegistryKey, options: WriteHiveOptions = {}): Buffer {
  const { minorVersion = 3, fileName = '', timestamp = root.lastWrite } = options;
  const cells = new BinWriter();
  const security: SecurityRecords = new Map();
  const useSecurity = (descriptor = defaultSecurityDescriptor) => countSecurity(cells, security, descriptor);
  const rootOffset = writeKey({ cells, minorVersion, useSecurity }, root, { parent: none, path: root.name, depth: 0 });
  writeSecurity(cells, security);
  const data = cells.finish(timestamp);
  const header = writeHeader({
    majorVersion: 1,
    minorVersion,
    timestamp,
    fileName,
    dirty: false,
    rootOffset,
    dataSize: data.length,
  });
  return Buffer.concat([header, data]);
}

/** By content: where the record will be and how many keys refer to it. */
type SecurityRecords = Map<string, { offset: number; descriptor: Uint8Array; references: number }>;

function countSecurity(cells: BinWriter, records: SecurityRecords, descriptor: Uint8Array): number {
  const content = Buffer.from(descriptor).toString('latin1');
  let record = records.get(content);
  if (!record) {
    record = { offset: cells.allocate(securitySize(descriptor)), descriptor, references: 0 };
    records.set(content, record);
  }
  record.references++;
  return record.offset;
}

function writeSecurity(cells: BinWriter, records: SecurityRecords): void {
  const ring = [...records.values()];
  ring.forEach(({ offset, descriptor, references }, index) => {
    const next = ring[(index + 1) % ring.length]!.offset;
    const previous = ring.at(index - 1)!.offset;
    encodeSecurity(descriptor, { next, previous, references }).copy(cells.content(offset));
  });
}
