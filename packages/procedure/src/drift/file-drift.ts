import { isResiteError } from '@resite/errors';
import type { FileInfo, Host } from '@resite/host';
import { compareNames, upcase } from '@resite/registry/names';
import type { Repository } from '@resite/repository';
import { isWithin, snapshotPath, windowsPath } from '../capture/snapshot-path.ts';

/** What happened to the files directly in one folder since the snapshot. */
export interface FolderDrift {
  /** Windows path. */
  readonly folder: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

export interface FileDrift {
  /** Only folders in which something happened, sorted. */
  readonly folders: readonly FolderDrift[];
  /** Size of what was added or changed: what a backup would have to read and store, before compression. */
  readonly bytes: number;
}

/** By size and modification time: nothing is read. Without a tree, everything is added. */
export async function compareFiles(
  host: Host,
  roots: readonly string[],
  snapshot?: { readonly repository: Repository; readonly tree: string },
): Promise<FileDrift> {
  const before = snapshot === undefined ? new Map<string, Known>() : await knownFiles(snapshot, roots);
  const counts = new Map<string, { folder: string } & Record<'added' | 'changed' | 'removed', number>>();
  const count = (path: string, what: 'added' | 'changed' | 'removed') => {
    const folder = path.slice(0, path.lastIndexOf('\\')) || path;
    const entry = counts.get(upcase(folder)) ?? { folder, added: 0, changed: 0, removed: 0 };
    entry[what] += 1;
    counts.set(upcase(folder), entry);
  };
  let bytes = 0;
  for await (const { path, info } of liveFiles(host, roots)) {
    const known = before.get(upcase(path));
    before.delete(upcase(path));
    const same = known !== undefined && known.size === BigInt(info.size) && known.modified === info.modified;
    if (same) continue;
    bytes += info.size;
    count(path, known === undefined ? 'added' : 'changed');
  }
  for (const { path } of before.values()) count(path, 'removed');
  return { folders: [...counts.values()].sort((a, b) => compareNames(a.folder, b.folder)), bytes };
}

interface Known {
  readonly path: string;
  readonly size: bigint;
  readonly modified: bigint;
}

/** Files of the snapshot below the roots, by upper-case Windows path. */
async function knownFiles(
  { repository, tree }: { readonly repository: Repository; readonly tree: string },
  roots: readonly string[],
): Promise<Map<string, Known>> {
  const wanted = roots.map(root => upcase(snapshotPath(root)));
  const files = new Map<string, Known>();
  for await (const { path, node } of repository.walk(tree)) {
    const upper = upcase(path);
    if (node.type !== 'file' || !isWithin(upper, wanted)) continue;
    const file = windowsPath(path);
    files.set(upcase(file), { path: file, size: node.size ?? 0n, modified: node.modified });
  }
  return files;
}

async function* liveFiles(host: Host, roots: readonly string[]): AsyncGenerator<{ path: string; info: FileInfo }> {
  for (const root of roots) {
    const info = await host.files.stat(root);
    if (info?.type === 'file') yield { path: root, info };
    else if (info !== undefined) yield* below(host, root);
  }
}

async function* below(host: Host, folder: string): AsyncGenerator<{ path: string; info: FileInfo }> {
  for (const info of await children(host, folder)) {
    const path = `${folder}\\${info.name}`;
    if (info.type === 'file') yield { path, info };
    else yield* below(host, path);
  }
}

/** Services make and remove folders while they run. */
async function children(host: Host, folder: string): Promise<FileInfo[]> {
  try {
    return await host.files.list(folder);
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return [];
    throw error;
  }
}
