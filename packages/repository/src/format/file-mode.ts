import type { NodeType } from '../contract/node.ts';

/** Go's FileMode bits, as tree nodes keep them (Go: io/fs/fs.go). Beyond 2^31: use `>>> 0` after bit operations. */
export const modeBits = {
  folder: 0x8000_0000,
  symlink: 0x0800_0000,
  device: 0x0400_0000,
  fifo: 0x0200_0000,
  socket: 0x0100_0000,
  setuid: 0x0080_0000,
  setgid: 0x0040_0000,
  characterDevice: 0x0020_0000,
  sticky: 0x0010_0000,
  irregular: 0x0008_0000,
  permissions: 0o777,
} as const;

/** Go FileMode of an ordinary folder, `drwxr-xr-x`, for sources that have no modes of their own. */
export const folderMode = 0x8000_0000 + 0o755;
/** Go FileMode of an ordinary file, `-rw-r--r--`. */
export const plainFileMode = 0o644;

const typeMask = 0o170000;
const types = new Map<number, { type: NodeType; bits: number }>([
  [0o100000, { type: 'file', bits: 0 }],
  [0o040000, { type: 'dir', bits: modeBits.folder }],
  [0o120000, { type: 'symlink', bits: modeBits.symlink }],
  [0o060000, { type: 'dev', bits: modeBits.device }],
  [0o020000, { type: 'chardev', bits: modeBits.device + modeBits.characterDevice }],
  [0o010000, { type: 'fifo', bits: modeBits.fifo }],
  [0o140000, { type: 'socket', bits: modeBits.socket }],
]);
const irregular = { type: 'irregular', bits: modeBits.irregular } as const;

/** Go FileMode bits of a POSIX `st_mode`. */
export function fileMode(stMode: number): number {
  let mode = (types.get(stMode & typeMask) ?? irregular).bits | (stMode & modeBits.permissions);
  if (stMode & 0o4000) mode |= modeBits.setuid;
  if (stMode & 0o2000) mode |= modeBits.setgid;
  if (stMode & 0o1000) mode |= modeBits.sticky;
  return mode >>> 0;
}

/** The type that a POSIX `st_mode` stands for. */
export function nodeType(stMode: number): NodeType {
  return (types.get(stMode & typeMask) ?? irregular).type;
}

/** The bits that `chmod` takes: permissions, setuid, setgid and sticky. */
export function permissionBits(mode: number): number {
  let bits = mode & modeBits.permissions;
  if (mode & modeBits.setuid) bits |= 0o4000;
  if (mode & modeBits.setgid) bits |= 0o2000;
  if (mode & modeBits.sticky) bits |= 0o1000;
  return bits;
}
