import type { Entry } from './protocol.ts';

/** `struct libsmb_file_info` (libsmbclient.h): its size in bytes, and where it has what. */
export const recordSize = 104;
export const recordFields = {
  size: 0,
  attributes: 8,
  created: 24,
  modified: 40,
  accessed: 56,
  changed: 72,
  name: 88,
  shortName: 96,
} as const;

/** What a folder holds, as it comes from the library: tens of thousands of objects cost more to hand over than to list. */
export interface PackedEntries {
  readonly names: readonly string[];
  readonly shortNames: readonly string[];
  /** One record after another, in the order of the names. */
  readonly records: Uint8Array;
}

/** `mayLackCreated`: over SMB 1 the library gives no creation time. */
export function unpackEntries({ names, shortNames, records }: PackedEntries, mayLackCreated: boolean): Entry[] {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const timeAt = (at: number) => view.getBigInt64(at, true) * 1_000_000_000n + view.getBigInt64(at + 8, true);
  return names.map((name, index) => {
    const start = index * recordSize;
    const created = timeAt(start + recordFields.created);
    return {
      name,
      shortName: shortNames[index]!,
      size: Number(view.getBigUint64(start + recordFields.size, true)),
      attributes: view.getUint16(start + recordFields.attributes, true),
      created: mayLackCreated && created === 0n ? undefined : created,
      modified: timeAt(start + recordFields.modified),
      accessed: timeAt(start + recordFields.accessed),
      changed: timeAt(start + recordFields.changed),
    };
  });
}
