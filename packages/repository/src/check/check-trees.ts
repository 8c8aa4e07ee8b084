import { isResiteError } from '@resite/errors';
import { textFromBytes, withBytesShown } from '@resite/filesystem/path-text';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import { readAnyCopy } from '../blob-index/read-any-copy.ts';
import type { TreeNode } from '../contract/node.ts';
import { decodeTree } from '../format/tree.ts';
import type { Store } from '../store/store.ts';
import { Breather } from '../system/breather.ts';
import type { Findings } from './findings.ts';

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
  { findings, signal }: { findings: Findings; signal: AbortSignal | undefined },
): Promise<void> {
  const seen = new Set<string>();
  const breather = new Breather(signal);

  const examine = async (id: string, where: string): Promise<void> => {
    if (seen.has(id)) return;
    seen.add(id);
    await breather.breathe();
    const nodes = await loadTree(store, index, { id, where, findings });
    for (const [position, node] of (nodes ?? []).entries()) {
      const path = `${where}/${withBytesShown(textFromBytes(node.name))}`;
      const say = (problem: string) => findings.add(`${path}: ${problem}`, 'back-up-again');
      if (node.name.length === 0) say('a node has no name');
      if (position > 0 && Buffer.compare(nodes![position - 1]!.name, node.name) >= 0)
        say('the names of its folder are out of order');
      if (!nodeTypes.has(node.type)) say(`its type ${node.type} is not known`);
      if (node.type === 'dir' && node.subtree === undefined) say('a folder names no tree');
      if (node.type === 'file' && node.content === undefined) say('a file names no content');
      for (const blob of node.content ?? []) {
        if (!index.has('data', blob)) findings.add(`${path}: its data blob ${blob} is in no index`, 'make-index');
      }
      if (node.subtree !== undefined) await examine(node.subtree, path);
    }
  };
  for (const { snapshot, tree } of roots) await examine(tree, `snapshots/${snapshot}:`);
}

async function loadTree(
  store: Store,
  index: BlobIndex,
  { id, where, findings }: { id: string; where: string; findings: Findings },
): Promise<TreeNode[] | undefined> {
  const place = index.place('tree', id);
  if (place === undefined) {
    findings.add(`${where}: its tree blob ${id} is in no index`, 'make-index');
    return undefined;
  }
  try {
    const onMended = (what: string) => findings.addDamagedPack(String(place.pack), what);
    return decodeTree(await readAnyCopy(store, index, { type: 'tree', id, onMended }, () => store.loadBlob(id, place)));
  } catch (error) {
    if (
      !isResiteError(error, 'REPOSITORY_DAMAGED') &&
      !(error instanceof SyntaxError) &&
      !(error instanceof RangeError)
    )
      throw error;
    findings.addDamagedPack(String(place.pack), `${where}: its tree ${id} cannot be read: ${error.message}`);
    return undefined;
  }
}
