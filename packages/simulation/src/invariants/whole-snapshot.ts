import { childrenOf, type Entry, isFolder, type MachineState } from '@resite/host/memory';
import { upcase } from '@resite/registry/names';
import type { TreeNode } from '@resite/repository';
import type { SnapshotContent } from '../world/simulated-repository.ts';

type Drives = MachineState['drives'];

/** The first path below those of a snapshot that is not in it as it is on these drives; undefined when everything is. */
export function differenceIn(content: SnapshotContent, drives: Drives): string | undefined {
  const { tree, paths } = content.snapshot;
  for (const path of paths) {
    if (path === '/.resite') {
      const missing = ownFiles.find(names => !isWhole(content, names));
      if (missing !== undefined) return `/${missing.join('/')}`;
      continue;
    }
    const [drive = '', ...names] = path.slice(1).split('/');
    let entry: Entry | undefined = drives.get(drive)?.root;
    let node = child(content, tree, drive);
    for (const name of names) {
      entry = entry && isFolder(entry) ? entry.children.get(upcase(name)) : undefined;
      node = node?.subtree === undefined ? undefined : child(content, node.subtree, name);
    }
    const found = compare(content, node, entry, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What Resite itself adds: nobody else has it, so it can only be looked whether it is there. */
const ownFiles = [['.resite', 'registry', 'SMS.hiv']] as const;

function isWhole(content: SnapshotContent, names: readonly string[]): boolean {
  let folder: string | undefined = content.snapshot.tree;
  let found: TreeNode | undefined;
  for (const name of names) {
    found = folder === undefined ? undefined : child(content, folder, name);
    folder = found?.subtree;
  }
  return found?.content?.every(id => content.blobs.has(id)) ?? false;
}

const child = (content: SnapshotContent, tree: string, name: string) =>
  content.trees.get(tree)?.find(node => node.name.toString() === name);

function compare(
  content: SnapshotContent,
  node: TreeNode | undefined,
  entry: Entry | undefined,
  path: string,
): string | undefined {
  if (node === undefined || entry === undefined) return node === entry ? undefined : path;
  if (!isFolder(entry)) {
    const pieces = (node.content ?? []).map(id => content.blobs.get(id));
    const isWhole = pieces.every(piece => piece !== undefined);
    return isWhole && Buffer.concat(pieces).equals(entry.content) && node.modified === entry.info.modified
      ? undefined
      : path;
  }
  const nodes = node.subtree === undefined ? undefined : content.trees.get(node.subtree);
  const children = childrenOf(entry);
  if (nodes === undefined || nodes.length !== children.length) return path;
  for (const [index, below] of children.entries()) {
    const found = compare(content, nodes[index], below, `${path}/${below.info.name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
