import { formatBytes, ResiteError, shortId } from '@resite/errors';
import type { RegistryKey } from '@resite/registry';
import { parseHive } from '@resite/registry/hive';
import { sameName } from '@resite/registry/names';
import type { Repository, TreeNode } from '@resite/repository';
import { snapshotPath } from '../capture/snapshot-path.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { invalid } from './read-manifest.ts';
import { siteHive } from './registry-files.ts';
import { resiteFolder } from './resite-folder.ts';

/** `most` bytes at most: whoever made the snapshot chose its size. */
export async function readSnapshotFile(
  repository: Repository,
  tree: string,
  path: string,
  snapshot: string,
  most = 64 * 2 ** 20,
): Promise<Buffer> {
  const node = await repository.find(tree, path);
  if (node?.type !== 'file') {
    throw new ResiteError('SNAPSHOT_INCOMPLETE', `snapshot ${shortId(snapshot)} has no ${path}`, {
      remedy: { kind: 'other-snapshot' } satisfies ProcedureRemedy,
    });
  }
  const tooLarge = () => invalid(snapshot, path, `it has more than ${formatBytes(most)}`);
  if ((node.size ?? 0n) > most) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of repository.read(node)) {
    size += part.length;
    if (size > most) throw tooLarge(); // the size of a node is only what it says of itself
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The node at a Windows path, whose names compare as Windows compares them; undefined when there is none. */
export async function findNode(repository: Repository, tree: string, path: string): Promise<TreeNode | undefined> {
  let node: TreeNode | undefined;
  let folder: string | undefined = tree;
  for (const name of snapshotPath(path).split('/').filter(Boolean)) {
    const nodes: TreeNode[] = folder === undefined ? [] : await repository.tree(folder);
    node = nodes.find(candidate => sameName(candidate.name.toString(), name));
    folder = node?.subtree;
  }
  return node;
}

/** The registry key that the snapshot holds as a hive, as REGEDT32's Save Key made it. */
export async function readSavedKey(
  repository: Repository,
  tree: string,
  key: string,
  snapshot: string,
): Promise<RegistryKey> {
  return parseHive(await readSnapshotFile(repository, tree, `/${resiteFolder}/${siteHive(key)}`, snapshot)).root;
}
