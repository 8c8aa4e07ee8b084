import type { ChangeSign } from '../contract/archive.ts';
import type { TreeNode } from '../contract/node.ts';
import type { SourceEntry } from '../contract/source.ts';

type State = Pick<SourceEntry, 'size' | 'modified' | ChangeSign>;

/**
 * restic's rule: a file is unchanged when size, both times and inode are (restic: internal/archiver, fileChanged), but for
 * signs that are to be ignored.
 */
export function isUnchanged(entry: SourceEntry, earlier: TreeNode, ignore: readonly ChangeSign[] = []): boolean {
  return earlier.type === 'file' && sameState(entry, earlier, ignore);
}

/** What `sameState` looks at: size, the times of modification and change, inode. */
export function stateOf({ size = 0n, modified, changed, inode = 0n }: State): [bigint, bigint, bigint, bigint] {
  return [size, modified, changed, inode];
}

/** Whether a file's metadata show no sign that its content changed between the two looks. */
export function sameState(entry: State, other: State, ignore: readonly ChangeSign[]): boolean {
  return (
    entry.modified === other.modified &&
    (entry.changed === other.changed || ignore.includes('changed')) &&
    (entry.size ?? 0n) === (other.size ?? 0n) &&
    ((entry.inode ?? 0n) === (other.inode ?? 0n) || ignore.includes('inode'))
  );
}
