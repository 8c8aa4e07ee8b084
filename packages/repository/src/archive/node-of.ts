import type { TreeNode } from '../contract/node.ts';
import type { SourceEntry } from '../contract/source.ts';

/** The metadata of an entry, without whatever else the source keeps in it. Optional parts stay away when they are undefined. */
export function nodeOf(entry: SourceEntry, { withAttributes = true } = {}): TreeNode {
  const { name, type, mode, modified, accessed, changed, uid, gid } = entry;
  const node: TreeNode = { name, type, mode, modified, accessed, changed, uid, gid };
  if (entry.user !== undefined) node.user = entry.user;
  if (entry.group !== undefined) node.group = entry.group;
  if (entry.inode !== undefined) node.inode = entry.inode;
  if (entry.deviceId !== undefined) node.deviceId = entry.deviceId;
  if (entry.size !== undefined && type === 'file') node.size = entry.size;
  if (entry.links !== undefined) node.links = entry.links;
  if (entry.device !== undefined) node.device = entry.device;
  const { linkTarget, genericAttributes } = entry;
  const extendedAttributes = withAttributes ? entry.extendedAttributes : undefined;
  if (linkTarget !== undefined) node.linkTarget = linkTarget;
  if (extendedAttributes !== undefined) node.extendedAttributes = extendedAttributes;
  if (genericAttributes !== undefined) node.genericAttributes = genericAttributes;
  return node;
}

export function refuseIrregular(entry: SourceEntry): SourceEntry {
  if (entry.type !== 'irregular') return entry;
  throw new Error('it is of a kind that a repository cannot hold');
}
