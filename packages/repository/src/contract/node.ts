/**
 * An entry of a tree blob, in the terms of this package (restic: internal/data/node.go).
 * `mode` holds Go FileMode bits: dir 1<<31, symlink 1<<27, device 1<<26, fifo 1<<25, socket 1<<24, setuid 1<<23,
 * setgid 1<<22, chardev 1<<21, sticky 1<<20, permissions 0o777; use `>>> 0` after bit operations.
 */
export type NodeType = 'file' | 'dir' | 'symlink' | 'dev' | 'chardev' | 'fifo' | 'socket' | 'irregular';

export interface ExtendedAttribute {
  name: string;
  value: Uint8Array;
}

/** Raw JSON values by name, such as `windows.file_attributes` (restic 0.17; older ones ignore them). */
export type GenericAttributes = Record<string, unknown>;

export const optionalFields = ['mtime', 'atime', 'ctime', 'uid', 'gid'] as const;
/** A field that restic always writes and others may leave out, by the name that it has in a tree. */
export type OptionalField = (typeof optionalFields)[number];

/** Whether a node says this of itself. */
export const says = ({ absent }: Pick<NodeMetadata, 'absent'>, field: OptionalField): boolean =>
  !absent?.includes(field);

/** Times are nanoseconds since 1970. */
export interface NodeMetadata {
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
  /** What a node of another program, such as rustic, does not say: then the fields above are as Go reads them, the year 1 or 0. */
  absent?: readonly OptionalField[];
}

export interface TreeNode extends NodeMetadata {
  /** Data blob IDs in order, lower-case hex; only of files. */
  content?: string[];
  /** Tree blob ID; only of folders. */
  subtree?: string;
}
