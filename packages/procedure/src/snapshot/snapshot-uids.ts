import type { Repository } from '@resite/repository';
import { isUidFile } from '@resite/site/uid';
import { findNode } from './snapshot-files.ts';

/**
 * The UID files in a folder of a snapshot, without extension. The manifest may name another one: the client that joins renames the file
 * (Q127052), and it asks nobody whether the services are stopped just now.
 */
export async function snapshotUids(repository: Repository, tree: string, folder: string): Promise<string[]> {
  const subtree = (await findNode(repository, tree, folder))?.subtree;
  const nodes = subtree === undefined ? [] : await repository.tree(subtree);
  return nodes
    .filter(({ type, name }) => type === 'file' && isUidFile(name.toString()))
    .map(({ name }) => name.toString().slice(0, 8));
}
