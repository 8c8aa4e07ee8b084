import type { BlobWriter } from '../archive/blob-writer.ts';
import type { TreeNode } from '../contract/node.ts';
import { sha256 } from '../crypto/hash.ts';
import { encodeTree } from '../format/tree.ts';

export interface TreeChangeParts {
  loadTree(id: string): Promise<TreeNode[]>;
  /** Absent in a dry run. */
  writer: BlobWriter | undefined;
}

/**
 * Stores a tree as `change` leaves it, node by node, and gives the new ID; undefined drops a node. A tree whose nodes all come back as
 * they are keeps its ID. `REPOSITORY_DAMAGED` when it cannot be read.
 */
export async function changeTree(
  { loadTree, writer }: TreeChangeParts,
  tree: string,
  change: (node: TreeNode) => Promise<TreeNode | undefined>,
): Promise<string> {
  let isChanged = false;
  const nodes: TreeNode[] = [];
  for (const node of await loadTree(tree)) {
    const kept = await change(node);
    isChanged ||= kept !== node;
    if (kept !== undefined) nodes.push(kept);
  }
  return isChanged ? storeTree(writer, nodes) : tree;
}

/** The ID of a tree, which no dry run stores. */
export async function storeTree(writer: BlobWriter | undefined, nodes: readonly TreeNode[]): Promise<string> {
  const content = encodeTree(nodes);
  if (writer === undefined) return sha256(content);
  const id = writer.add('tree', content);
  await writer.ready();
  return id;
}
