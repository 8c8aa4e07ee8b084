import { isResiteError } from '@resite/errors';
import { Breather } from '../breather.ts';
import type { BlobIndex } from '../index/blob-index.ts';
import type { TreeNode } from '../node.ts';
import type { Store } from '../store.ts';
import { decodeTree } from '../tree.ts';

const nodeTypes = new Set(['file', 'dir', 'symlink', 'dev', 'chardev', 'fifo', 'socket']);

interface Root {
  snapshot: string;
  tree: string;
}

/** Walks the trees of all snapshots, each tree once, and names everything that a restore would miss. */
export async function findTreeProblems(
  store: Store,
  index: BlobIndex,
  roots: Root[],
  problems: string[],
): Promise<void> {
  const seen = new Set<string>();
  const breather = new Breather(undefined);

  const examine = async (id: string, where: string): Promise<void> => {
    if (seen.has(id)) return;
    seen.add(id);
    await breather.breathe();
    const nodes = await loadTree(store, index, id, where, problems);
    for (const [position, node] of (nodes ?? []).entries()) {
      const path = `${where}/${node.name}`;
      const say = (problem: string) => problems.push(`${path}: ${problem}`);
      if (node.name.length === 0) say('a node has no name');
      if (position > 0 && Buffer.compare(nodes![position - 1]!.name, node.name) >= 0)
        say('the names of its folder are out of order');
      if (!nodeTypes.has(node.type)) say(`its type ${node.type} is not known`);
      if (node.type === 'dir' && node.subtree === undefined) say('a folder names no tree');
      if (node.type === 'file' && node.content === undefined) say('a file names no content');
      for (const blob of node.content ?? []) if (!index.has('data', blob)) say(`its data blob ${blob} is in no index`);
      if (node.subtree !== undefined) await examine(node.subtree, path);
    }
  };
  for (const { snapshot, tree } of roots) await examine(tree, `snapshots/${snapshot}:`);
}

async function loadTree(
  store: Store,
  index: BlobIndex,
  id: string,
  where: string,
  problems: string[],
): Promise<TreeNode[] | undefined> {
  const place = index.place('tree', id);
  if (place === undefined) {
    problems.push(`${where}: its tree blob ${id} is in no index`);
    return undefined;
  }
  try {
    return decodeTree(await store.loadBlob(id, place));
  } catch (error) {
    if (
      !isResiteError(error, 'REPOSITORY_DAMAGED') &&
      !(error instanceof SyntaxError) &&
      !(error instanceof RangeError)
    )
      throw error;
    problems.push(`${where}: its tree ${id} cannot be read: ${error.message}`);
    return undefined;
  }
}
