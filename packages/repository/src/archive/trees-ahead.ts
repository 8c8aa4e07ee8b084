import { turn } from '@resite/filesystem/clock';
import type { TreeNode } from '../contract/node.ts';

/** Nodes that are held in memory at most, about half a kilobyte each. */
const mostNodes = 10_000;

/** Trees of the parent that were loaded while something else had to be waited for. */
export interface TreesAhead {
  /** Hands a tree out once; undefined for one that was not loaded. */
  take(id: string): TreeNode[] | undefined;
  /** Resolves when nothing is being loaded any more. */
  stop(): Promise<void>;
}

/** Goes through the trees below a root, in the order of an archive. A tree that cannot be loaded fails when somebody needs it. */
export function loadTreesAhead(root: string, loadTree: (id: string) => Promise<TreeNode[]>): TreesAhead {
  const trees = new Map<string, TreeNode[]>();
  let nodes = 0;
  let stopped = false;

  const walk = async (id: string): Promise<void> => {
    await turn(); // what is waited for must not wait for this
    if (stopped || nodes >= mostNodes || trees.has(id)) return;
    const tree = await loadTree(id);
    nodes += tree.length;
    trees.set(id, tree);
    for (const { subtree } of tree) if (subtree !== undefined) await walk(subtree);
  };
  const walking = walk(root).catch(() => {});
  return {
    take(id) {
      const tree = trees.get(id);
      trees.delete(id);
      return tree;
    },
    async stop() {
      stopped = true;
      await walking;
    },
  };
}
