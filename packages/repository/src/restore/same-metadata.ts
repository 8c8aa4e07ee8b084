import { type ExtendedAttribute, type NodeMetadata, says, type TreeNode } from '../contract/node.ts';
import { permissionBits } from '../format/file-mode.ts';

/** Which of the metadata that a restore sets differs from the snapshot, in a word; undefined when none does. */
export function metadataDifference(there: NodeMetadata, node: TreeNode): string | undefined {
  if (there.type !== node.type) return 'type';
  if (node.type === 'symlink' && !sameBytes(there.linkTarget, node.linkTarget)) return 'link target';
  if (node.type !== 'symlink' && permissionBits(there.mode) !== permissionBits(node.mode)) return 'mode';
  if (says(node, 'mtime') && there.modified !== node.modified) return 'time';
  const isOther = (says(node, 'uid') && there.uid !== node.uid) || (says(node, 'gid') && there.gid !== node.gid);
  if (process.getuid?.() === 0 && isOther) return 'owner';
  if ((node.type === 'dev' || node.type === 'chardev') && there.device !== node.device) return 'device';
  return hasAttributes(there, node.extendedAttributes ?? []) ? undefined : 'extended attributes';
}

function hasAttributes({ extendedAttributes }: NodeMetadata, wanted: readonly ExtendedAttribute[]): boolean {
  if (wanted.length === 0) return true;
  const there = new Map(extendedAttributes?.map(({ name, value }) => [name, value]));
  return wanted.every(({ name, value }) => sameBytes(there.get(name), value));
}

const sameBytes = (left: Uint8Array | undefined, right: Uint8Array | undefined) =>
  Buffer.compare(left ?? Buffer.alloc(0), right ?? Buffer.alloc(0)) === 0;
