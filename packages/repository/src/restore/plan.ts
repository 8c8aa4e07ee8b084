import { getHeapStatistics } from 'node:v8';
import { isResiteError, ResiteError } from '@resite/errors';
import { textFromBytes } from '@resite/filesystem/path-text';
import type { TreeNode } from '../contract/node.ts';
import type { Remedy } from '../contract/remedy.ts';
import type { RestoreOptions, RestoreResult } from '../contract/restore.ts';
import { Breather } from '../system/breather.ts';

/** A node to restore; the children of folders only. */
export interface PlannedNode {
  path: string;
  node: TreeNode;
  children: PlannedNode[];
  /**
   * Every name in a folder of the snapshot, wanted or not, in Latin-1; undefined when its tree cannot be read, or what else is
   * there is not to be deleted.
   */
  names?: ReadonlySet<string>;
}

export interface RestorePlan {
  top: PlannedNode[];
  names?: ReadonlySet<string>;
  files: number;
  bytes: number;
  failed: RestoreResult['failed'];
}

/**
 * Everything below a tree that is wanted and may be restored. A name that would leave its folder, one that appears
 * twice and a folder whose tree cannot be read go to `failed`; only the first tree must be readable.
 */
export async function planRestore(
  loadTree: (id: string) => Promise<TreeNode[]>,
  tree: string,
  {
    include = () => true,
    delete: isDeleting = false,
    signal,
    onFile,
  }: RestoreOptions & { onFile?: (size: number) => void },
): Promise<RestorePlan> {
  const totals = { files: 0, bytes: 0 };
  const breather = new Breather(signal);
  let entries = 0;
  const failed: RestoreResult['failed'] = [];

  const namesIn = (nodes: readonly TreeNode[]) => (isDeleting ? { names: namesOf(nodes) } : {});
  const planFolder = async (folder: string, nodes: TreeNode[], depth: number): Promise<PlannedNode[]> => {
    if (depth > deepest)
      throw new ResiteError('REPOSITORY_DAMAGED', `a folder is nested deeper than ${deepest} others`);
    const planned: PlannedNode[] = [];
    const names = new Set<string>();
    for (const node of nodes) {
      await breather.breathe();
      entries += 1;
      if (entries % entriesPerLook === 0) refuseTooMany(entries);
      const path = `${folder}/${textFromBytes(node.name)}`;
      const name = node.name.toString('latin1');
      const refusal = refuseName(name) ?? (names.has(name) ? 'its name is there twice' : undefined);
      names.add(name);
      const wanted = include(path, node);
      if (wanted === false) continue;
      if (refusal !== undefined) {
        failed.push({ path, error: new Error(`${path} is not restored: ${refusal}`) });
        continue;
      }
      const below = await planBelow(path, node, depth);
      if (wanted === true || below.children.length > 0) planned.push({ path, node, ...below });
    }
    return planned;
  };

  const planBelow = async (
    path: string,
    node: TreeNode,
    depth: number,
  ): Promise<Pick<PlannedNode, 'children' | 'names'>> => {
    if (node.type === 'file') {
      totals.files += 1;
      totals.bytes += Number(node.size ?? 0n);
      onFile?.(Number(node.size ?? 0n));
    }
    if (node.type !== 'dir' || node.subtree === undefined) return { children: [] };
    try {
      const nodes = await loadTree(node.subtree);
      return { children: await planFolder(path, nodes, depth + 1), ...namesIn(nodes) };
    } catch (error) {
      if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
      failed.push({ path, error });
      return { children: [] };
    }
  };

  const nodes = await loadTree(tree);
  return { top: await planFolder('', nodes, 0), ...namesIn(nodes), ...totals, failed };
}

/** No path of any system has as many parts. */
const deepest = 4096;
const entriesPerLook = 10_000;

/** A few trees that name each other often enough stand for more files than there are atoms. */
function refuseTooMany(entries: number): void {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  if (used < 0.8 * limit) return;
  throw new ResiteError('REPOSITORY_UNSUPPORTED', `more than ${entries} files do not fit into the memory`, {
    remedy: { kind: 'restore-in-parts' } satisfies Remedy,
  });
}

const namesOf = (nodes: readonly TreeNode[]) => new Set(nodes.map(({ name }) => name.toString('latin1')));

/** Why a name must not reach a file system, undefined when it may. */
export function refuseName(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return 'its name is no name of its own';
  if (/[/\0]/.test(name) || (process.platform === 'win32' && /[\\:]/.test(name)))
    return 'its name would leave its folder';
  return undefined;
}
