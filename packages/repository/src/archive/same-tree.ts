import { isDeepStrictEqual } from 'node:util';
import type { NodeMetadata, TreeNode } from '../contract/node.ts';

/** Whether two lists of nodes make the same tree: `encodeTree` writes the same, but perhaps in another time zone. */
export function isSameTree(nodes: readonly TreeNode[], others: readonly TreeNode[]): boolean {
  return nodes.length === others.length && nodes.every((node, position) => isSameNode(node, others[position]!));
}

function isSameNode(node: TreeNode, other: TreeNode): boolean {
  return (
    node === other ||
    (isSameMetadata(node, other) &&
      node.subtree === other.subtree &&
      (node.type !== 'file' || isSame(node.content, other.content)) &&
      isSame(node.extendedAttributes, other.extendedAttributes))
  );
}

/** Whether all is equal that would be written, except for the content of a file or folder and the extended attributes. */
export function isSameMetadata(node: NodeMetadata, other: NodeMetadata): boolean {
  return (
    node.modified === other.modified &&
    node.changed === other.changed &&
    node.accessed === other.accessed &&
    node.type === other.type &&
    node.mode === other.mode &&
    node.uid === other.uid &&
    node.gid === other.gid &&
    isSame(node.absent, other.absent) &&
    // What is zero or empty is not written.
    (node.inode || 0n) === (other.inode || 0n) &&
    (node.size || 0n) === (other.size || 0n) &&
    (node.links || 0n) === (other.links || 0n) &&
    (node.deviceId || 0n) === (other.deviceId || 0n) &&
    (node.device || 0n) === (other.device || 0n) &&
    (node.user || '') === (other.user || '') &&
    (node.group || '') === (other.group || '') &&
    node.name.equals(other.name) &&
    (node.linkTarget ?? nothing).equals(other.linkTarget ?? nothing) &&
    isDeepStrictEqual(node.genericAttributes, other.genericAttributes)
  );
}

const nothing = Buffer.alloc(0);

function isSame(list: readonly unknown[] | undefined, other: readonly unknown[] | undefined): boolean {
  if (list === other) return true;
  return (list?.length ?? 0) === (other?.length ?? 0) && isDeepStrictEqual(list ?? [], other ?? []);
}
