import { isResiteError } from '@resite/errors';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { TreeNode } from '../contract/node.ts';
import { BlobSet } from '../prune/used-blobs.ts';
import { Breather } from '../system/breather.ts';

export interface OrphanOptions {
  readonly index: BlobIndex;
  loadTree(id: string): Promise<TreeNode[]>;
  readonly signal: AbortSignal | undefined;
  onTree?(trees: number, totalTrees: number): void;
}

export interface Orphans {
  /** Trees with something in them that neither a snapshot nor another tree names. */
  roots: string[];
  unreadable: string[];
}

/** `snapshotTrees` are the trees of all snapshots. */
export async function findOrphans(snapshotTrees: ReadonlySet<string>, options: OrphanOptions): Promise<Orphans> {
  const { index, loadTree, signal, onTree } = options;
  const breather = new Breather(signal);
  const named = new BlobSet();
  const candidates: string[] = [];
  const unreadable: string[] = [];
  const ids = [...index.ids('tree')].sort();
  for (const [number, id] of ids.entries()) {
    await breather.breathe();
    const nodes = await readable(() => loadTree(id));
    onTree?.(number + 1, ids.length);
    if (nodes === undefined) unreadable.push(id);
    else if (snapshotTrees.has(id)) for (const name of namesIn(nodes, index)) named.add('tree', name);
    else if (!isOfRecovery(nodes, index)) {
      if (nodes.length > 0) candidates.push(id);
      for (const { subtree } of nodes) if (subtree !== undefined) named.add('tree', subtree);
    }
  }
  return { roots: candidates.filter(id => !named.has('tree', id)), unreadable };
}

/** Of a snapshot that `recover` made also what is there with losses, and so under another ID than its name says. */
function namesIn(nodes: readonly TreeNode[], index: BlobIndex): string[] {
  const subtrees = nodes.flatMap(({ subtree }) => subtree ?? []);
  return isOfRecovery(nodes, index) ? [...subtrees, ...nodes.map(({ name }) => name.toString())] : subtrees;
}

/** A first folder that `recover` made: without a snapshot, its work was cut off or is forgotten, and what it names is free again. */
const isOfRecovery = (nodes: readonly TreeNode[], index: BlobIndex) =>
  nodes.length > 0 &&
  nodes.every(({ name, type }) => type === 'dir' && name.length === 64 && index.has('tree', name.toString('latin1')));

async function readable<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if (isResiteError(error, 'REPOSITORY_DAMAGED')) return undefined;
    throw error;
  }
}
