import { createHash } from 'node:crypto';
import { defined } from '@resite/errors';
import type { Repository, TreeNode } from '@resite/repository';
import { encodeNode } from '@resite/repository/tree';
import { resiteFolder } from './resite-folder.ts';
import type { StatedEntry } from './statement.ts';

/** What stands at the top of a snapshot, apart from `.resite`; a fault in words when no statement could cover it. */
export async function topEntries(
  repository: Repository,
  tree: string,
): Promise<{ entries: StatedEntry[]; resite: TreeNode | undefined; fault?: string }> {
  const entries: StatedEntry[] = [];
  let resite: TreeNode | undefined;
  let fault: string | undefined;
  const names = new Set<string>();
  for (const node of await repository.tree(tree)) {
    const name = node.name.toString();
    if (names.has(name) || !Buffer.from(name).equals(node.name)) fault = 'a name at its top is there twice or no text';
    names.add(name);
    if (node.type !== 'dir' || node.subtree === undefined) fault = 'something at its top is no folder';
    else if (name === resiteFolder) resite = node;
    else entries.push({ name, tree: node.subtree, sha256: sha256(encodeNode(node)) });
  }
  return { resite, ...defined({ entries, fault }) };
}

/** Files below a tree, by their slash-separated paths without the first slash; a fault for anything but files and the folders that hold them. */
export async function filesBelow(
  repository: Repository,
  tree: string,
): Promise<{ files: Map<string, TreeNode>; fault?: string }> {
  const files = new Map<string, TreeNode>();
  const folders = new Set<string>();
  let fault: string | undefined;
  const walk = async (id: string, above: string) => {
    for (const node of await repository.tree(id)) {
      const name = node.name.toString();
      const path = `${above}${name}`;
      if (name.includes('/') || !Buffer.from(name).equals(node.name)) fault = 'a name below .resite is no text';
      if (files.has(path) || folders.has(path)) fault = `${JSON.stringify(path)} is there twice`;
      if (files.size + folders.size > most || path.length > 1024) {
        fault = `more than ${most} files and folders, or too long a path, are below .resite`;
        return;
      }
      if (node.type === 'file') files.set(path, node);
      else if (node.type === 'dir' && node.subtree !== undefined) {
        folders.add(path);
        await walk(node.subtree, `${path}/`);
      } else fault = `${JSON.stringify(path)} below .resite is neither file nor folder`;
    }
  };
  await walk(tree, '');
  for (const folder of folders)
    if (![...files.keys()].some(path => path.startsWith(`${folder}/`)))
      fault ??= `an empty folder ${JSON.stringify(folder)} is below .resite`;
  return defined({ files, fault });
}

const most = 2000;

/** SHA-256 of the content of a file of the repository. */
export async function hashFile(repository: Repository, node: TreeNode): Promise<string> {
  const digest = createHash('sha256');
  for await (const part of repository.read(node)) digest.update(part);
  return digest.digest('hex');
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
