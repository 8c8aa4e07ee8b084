import type { TreeNode } from '../contract/node.ts';
import type { SourceEntry } from '../contract/source.ts';

/** restic's rule: a file is unchanged when size, both times and inode are (restic: internal/archiver, fileChanged). */
export function isUnchanged(entry: SourceEntry, earlier: TreeNode): boolean {
  return earlier.type === 'file' && sameState(entry, earlier);
}

/** Whether a file's metadata show no sign that its content changed between the two looks. */
export function sameState(entry: SourceEntry, other: SourceEntry | TreeNode): boolean {
  return (
    entry.modified === other.modified &&
    entry.changed === other.changed &&
    (entry.size ?? 0n) === (other.size ?? 0n) &&
    (entry.inode ?? 0n) === (other.inode ?? 0n)
  );
}
