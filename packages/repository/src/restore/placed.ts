import type { TreeNode } from '../contract/node.ts';
import type { PlannedNode } from './plan.ts';
import type { Task } from './survey.ts';

/** A node at its place in the target. */
export interface Placed<F> {
  /** Undefined while the folder is not there yet. */
  parent: F | undefined;
  planned: PlannedNode;
  task: Task;
  children: Placed<F>[];
}

/** The blobs that have to be written for it, in their order. */
export function idsToRead({ planned: { node }, task: { missing } }: Pick<Placed<unknown>, 'planned' | 'task'>) {
  if (node.type !== 'file') return [];
  return missing?.map(({ id }) => id) ?? node.content ?? [];
}

/**
 * Equal for the names of one file; undefined for a file with one name. Content belongs to it: a file that changed between
 * the readings of its names, or a forged tree, must not give one name the content of another.
 */
export function linkKey({ type, links, inode, deviceId, content = [] }: TreeNode): string | undefined {
  if (type !== 'file' || links === undefined || links < 2n || inode === undefined) return undefined;
  return `${deviceId ?? 0n} ${inode} ${content.join()}`;
}
