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
export function unpackEntries(packed: PackedEntries, mayLackCreated: boolean): Entry[] {
  return packed.names.map((_, index) => unpackEntry(packed, index, mayLackCreated));
}

export function unpackEntry(
  { names, shortNames, records }: PackedEntries,
  index: number,
  mayLackCreated: boolean,
): Entry {
  const view = new DataView(records.buffer, records.byteOffset + index * recordSize, recordSize);
  const timeAt = (at: number) => view.getBigInt64(at, true) * 1_000_000_000n + view.getBigInt64(at + 8, true);
  const created = timeAt(recordFields.created);
  return {
    name: names[index]!,
    shortName: shortNames[index]!,
    size: Number(view.getBigUint64(recordFields.size, true)),
    attributes: view.getUint16(recordFields.attributes, true),
    created: mayLackCreated && created === 0n ? undefined : created,
    modified: timeAt(recordFields.modified),
    accessed: timeAt(recordFields.accessed),
    changed: timeAt(recordFields.changed),
  };
}
