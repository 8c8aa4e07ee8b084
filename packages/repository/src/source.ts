import type { ExtendedAttribute, GenericAttributes, NodeType } from './node.ts';

/**
 * What a backup reads. The archiver walks it from the root down, children in any order (it sorts by name bytes);
 * the entry itself is the handle that is passed back.
 */
export interface Source<Entry extends SourceEntry = SourceEntry> {
  /** The entries at the top of the snapshot's tree. */
  roots(): Promise<Entry[]>;
  children(folder: Entry): Promise<Entry[]>;
  read(file: Entry): AsyncIterable<Uint8Array>;
  /** Metadata of one file again, after it was read: when size or times moved, it was changing. */
  refresh?(file: Entry): Promise<Entry | undefined>;
}

/** Metadata as restic keeps it. Times are nanoseconds since 1970; `mode` holds Go FileMode bits (see `node.ts`). */
export interface SourceEntry {
  name: Buffer;
  type: NodeType;
  mode: number;
  modified: bigint;
  accessed: bigint;
  changed: bigint;
  uid: number;
  gid: number;
  user?: string;
  group?: string;
  inode?: bigint;
  deviceId?: bigint;
  size?: bigint;
  links?: bigint;
  device?: bigint;
  linkTarget?: Buffer;
  extendedAttributes?: ExtendedAttribute[];
  genericAttributes?: GenericAttributes;
}
