import { ResiteError, shortId } from '@resite/errors';
import { bytesFromText, withBytesShown } from '@resite/filesystem/path-text';
import type { TreeNode } from '../contract/node.ts';
import type { Remedy } from '../contract/remedy.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { refuseName } from '../restore/plan.ts';
import type { Archive, ArchiveKind, Write } from './archive.ts';
import { tarArchive } from './tar-archive.ts';
import { zipArchive } from './zip-archive.ts';

export interface DumpOptions {
  /** What a folder is written as; tar by default. */
  readonly archive?: ArchiveKind | undefined;
}

/**
 * The content of a file of a snapshot, or a folder and what is below it as an archive: tar (POSIX.1-2001, with extended
 * attributes as `SCHILY.xattr`) without sockets, or zip with files, folders and symbolic links. The names in it are as in the
 * snapshot, without the first slash. `write` gets the bytes in order, each verified against its hash. `FILE_MISSING` when there is
 * nothing at the path, `REPOSITORY_DAMAGED` for a name that would lead out of its folder.
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { dump, openRepository } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const snapshot = await repository.findSnapshot('latest');
 * await dump(repository, snapshot, '/etc', bytes => writeFile('etc.tar', bytes, { flag: 'a' }));
 * await repository.close();
 * ```
 */
export async function dump(
  repository: OpenedRepository,
  snapshot: Pick<Snapshot, 'id' | 'tree'> & { readonly name?: string },
  path: string,
  write: Write,
  { archive: kind = 'tar' }: DumpOptions = {},
): Promise<void> {
  const parts = path.split('/').filter(Boolean);
  await repository[internals].reading(async () => {
    const archive = kind === 'zip' ? zipArchive(write) : tarArchive(write);
    if (parts.length === 0) {
      await dumpTree(repository, snapshot.tree, [], archive);
      return archive.end();
    }
    const node = await repository.find(snapshot.tree, path);
    if (node?.type === 'file') {
      for await (const bytes of contentOf(repository, node)) await write(bytes);
      return;
    }
    if (node?.type === 'dir') {
      const names = parts.map(bytesFromText);
      await dumpNode(repository, node, names, archive);
      return archive.end();
    }
    const what = node === undefined ? 'there is no' : 'neither a file nor a folder is';
    throw new ResiteError(
      'FILE_MISSING',
      `${what} /${withBytesShown(parts.join('/'))} in the snapshot ${snapshot.name ?? shortId(snapshot.id)}`,
      {
        remedy: { kind: 'list-files', snapshot: snapshot.id } satisfies Remedy,
      },
    );
  });
}

async function dumpTree(repository: OpenedRepository, tree: string, folder: Buffer[], archive: Archive): Promise<void> {
  for (const node of await repository.tree(tree)) await dumpNode(repository, node, [...folder, node.name], archive);
}

async function dumpNode(
  repository: OpenedRepository,
  node: TreeNode,
  names: Buffer[],
  archive: Archive,
): Promise<void> {
  if (!archive.takes(node)) return;
  const refusal = refuseName(node.name.toString('latin1'));
  if (refusal !== undefined) {
    throw new ResiteError(
      'REPOSITORY_DAMAGED',
      `${JSON.stringify(`${node.name}`)} cannot be written into an archive: ${refusal}`,
      {
        hint: 'Restore the snapshot instead: a restore leaves such names out and lists them.',
      },
    );
  }
  const slash = Buffer.from('/');
  const path = Buffer.concat(names.flatMap((name, depth) => (depth === 0 ? [name] : [slash, name])));
  await archive.add(path, node, contentOf(repository, node));
  if (node.subtree !== undefined) await dumpTree(repository, node.subtree, names, archive);
}

async function* contentOf(repository: OpenedRepository, node: TreeNode): AsyncGenerator<Uint8Array> {
  let written = 0n;
  for await (const bytes of repository.read(node)) {
    written += BigInt(bytes.length);
    if (written > (node.size ?? 0n)) break;
    yield bytes;
  }
  if (written === (node.size ?? 0n)) return;
  throw new ResiteError('REPOSITORY_DAMAGED', `the content of ${node.name} has another length than the snapshot says`, {
    hint: 'Dump another snapshot.',
  });
}
