import { isResiteError } from '@resite/errors';
import type { TreeNode } from '../node.ts';
import type { RestoreOptions, RestoreResult } from '../repository.ts';

/** A node to restore; the children of folders only. */
export interface PlannedNode {
  path: string;
  node: TreeNode;
  children: PlannedNode[];
}

export interface RestorePlan {
  top: PlannedNode[];
  files: number;
  folders: number;
  bytes: number;
  failed: RestoreResult['failed'];
}

/**
 * Everything below a tree that is wanted and may be restored. A name that would leave its folder, one that is there
 * twice and a folder whose tree cannot be read go to `failed`; only the first tree must be readable.
 */
export async function planRestore(
  loadTree: (id: string) => Promise<TreeNode[]>,
  tree: string,
  { include = () => true, signal }: RestoreOptions,
): Promise<RestorePlan> {
  const plan: RestorePlan = { top: [], files: 0, folders: 0, bytes: 0, failed: [] };

  const planFolder = async (folder: string, nodes: TreeNode[]): Promise<PlannedNode[]> => {
    const planned: PlannedNode[] = [];
    const names = new Set<string>();
    for (const node of nodes) {
      signal?.throwIfAborted();
      const path = `${folder}/${node.name.toString()}`;
      const refusal =
        refuseName(node.name) ?? (names.has(node.name.toString('latin1')) ? 'its name is there twice' : undefined);
      names.add(node.name.toString('latin1'));
      const wanted = include(path, node);
      if (wanted === false) continue;
      if (refusal !== undefined) {
        plan.failed.push({ path, error: new Error(`${path} is not restored: ${refusal}`) });
      } else {
        const children = await planChildren(path, node);
        if (wanted === 'way' && children.length === 0) continue;
        planned.push({ path, node, children });
        if (node.type === 'dir') plan.folders += 1;
      }
    }
    return planned;
  };

  const planChildren = async (path: string, node: TreeNode): Promise<PlannedNode[]> => {
    if (node.type === 'file') {
      plan.files += 1;
      plan.bytes += Number(node.size ?? 0n);
    }
    if (node.type !== 'dir' || node.subtree === undefined) return [];
    try {
      return await planFolder(path, await loadTree(node.subtree));
    } catch (error) {
      if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
      plan.failed.push({ path, error });
      return [];
    }
  };

  plan.top = await planFolder('', await loadTree(tree));
  return plan;
}

/** Why a name must not reach a file system, undefined when it may. */
function refuseName(name: Buffer): string | undefined {
  const text = name.toString('latin1');
  if (text === '' || text === '.' || text === '..') return 'its name is no name of its own';
  if (/[/\0]/.test(text) || (process.platform === 'win32' && /[\\:]/.test(text)))
    return 'its name would leave its folder';
  return undefined;
}
