import { textFromBytes } from '@resite/filesystem/path-text';
import type { TreeNode } from '../contract/node.ts';
import type { RestoredEntry, RestoreOptions } from '../contract/restore.ts';
import type { Existing } from '../contract/target.ts';
import type { PlannedNode, RestorePlan } from './plan.ts';

export interface DeleteReport {
  onDeleted(entry: RestoredEntry): void;
  onFailed(path: string, error: Error): void;
}

/**
 * Removes what the folders of the plan hold and the snapshot does not, as far as `include` takes it: what is left out of
 * the restore stays, and so does a folder that holds some of it. A folder whose tree cannot be read is left alone.
 */
export async function deleteExtras<F>(
  existing: Existing<F> | undefined,
  plan: RestorePlan,
  { include = () => true, dryRun, signal }: RestoreOptions,
  report: DeleteReport,
): Promise<void> {
  const visit = (folder: F, path: string, names: ReadonlySet<string>, children: readonly PlannedNode[]): void => {
    if (!dryRun) existing!.open?.(folder);
    for (const name of existing!.names(folder)) {
      if (!names.has(name.toString('latin1'))) removeBelow(folder, `${path}/${textFromBytes(name)}`, name);
    }
    for (const child of children) {
      if (child.names === undefined || existing!.look(folder, child.node)?.type !== 'dir') continue;
      visit(existing!.folder(folder, child.node), child.path, child.names, child.children);
    }
  };

  /** Whether nothing is left of it. */
  const removeBelow = (folder: F, path: string, name: Buffer): boolean => {
    signal?.throwIfAborted();
    const there = existing!.look(folder, { name });
    if (there === undefined) return true;
    const wanted = include(path, { ...there, name } as TreeNode);
    if (wanted === false) return false;
    if (there.type === 'dir') {
      const below = existing!.folder(folder, { name });
      if (!dryRun) existing!.open?.(below);
      const isEmpty = existing!
        .names(below)
        .map(each => removeBelow(below, `${path}/${textFromBytes(each)}`, each))
        .every(Boolean);
      if (!isEmpty) return false;
    }
    if (wanted !== true) return false;
    try {
      if (!dryRun) existing!.remove(folder, { name });
      report.onDeleted({ path, type: there.type, size: Number(there.size ?? 0n), action: 'deleted' });
      return true;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      report.onFailed(path, error);
      return false;
    }
  };

  const root = existing?.root();
  if (root !== undefined && plan.names !== undefined) visit(root, '', plan.names, plan.top);
}
