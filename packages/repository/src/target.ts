import type { TreeNode } from './node.ts';

/**
 * Where a restore writes. `Folder` is the target's own handle of a folder. Names that would leave the folder
 * (separators, `.`, `..`, empty, NUL) never reach a target: the restorer refuses them.
 */
export interface Target<Folder = unknown> {
  root(): Folder;
  /** A folder that exists is taken over; anything else at that name is an error. */
  folder(parent: Folder, node: TreeNode): Promise<Folder>;
  file(parent: Folder, node: TreeNode): Promise<TargetFile>;
  /** Another name of a file restored before. A target without it gets the content once more. */
  link?(parent: Folder, node: TreeNode, firstParent: Folder, firstNode: TreeNode): Promise<void>;
  /** Symbolic links, devices, fifos. */
  special(parent: Folder, node: TreeNode): Promise<void>;
  /** Called once everything below the node is there: files after their content, folders after their children. */
  metadata(parent: Folder, node: TreeNode): Promise<void>;
}

export interface TargetFile {
  write(position: number, data: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Instead of `close` when the content could not be read to its end: removes what was written. */
  discard?(): Promise<void>;
}
