import type { TreeNode } from '../contract/node.ts';

/** An archive on its way to a file or to an output. */
export interface Archive {
  /** Whether it has entries for such nodes. */
  takes(node: TreeNode): boolean;
  /** `path` has no slash before or behind it; `content` is read when the node is a file. */
  add(path: Buffer, node: TreeNode, content: AsyncIterable<Uint8Array>): Promise<void>;
  end(): Promise<void>;
}

export type ArchiveKind = 'tar' | 'zip';

/** Gets the bytes of an archive in order. */
export type Write = (bytes: Uint8Array) => Promise<void>;
