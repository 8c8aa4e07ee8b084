import { now } from '@resite/filesystem/clock';
import type { ArchiveResult, Repository, Source, SourceEntry, TreeNode } from '@resite/repository';
import { folderMode, plainFileMode } from '@resite/repository/tree';

type Entry = SourceEntry &
  ({ readonly node: TreeNode } | { readonly folder: readonly Entry[] } | { readonly data: Buffer });

/** Stores {@link treeWithFolder}. What is in the repository and cannot be read any more is an error: nothing is left out. */
export async function archiveWithFolder(
  repository: Repository,
  options: Parameters<typeof treeWithFolder>[1],
): Promise<ArchiveResult> {
  const result = await repository.archive(await treeWithFolder(repository, options), { parent: options.tree });
  for (const { error } of result.unreadable) throw error;
  return result;
}

/**
 * A tree that is in the repository already, with one more folder beside its top entries: how `/.resite` joins what
 * was captured, without reading the site again. The folder holds `files` and the top entries of `folderTree`.
 */
export async function treeWithFolder(
  repository: Repository,
  options: { tree: string; name: string; files: Files; folderTree: string },
): Promise<Source<Entry>> {
  const top = (await repository.tree(options.tree)).map(toEntry);
  const inside = (await repository.tree(options.folderTree)).map(toEntry);
  const folder = { ...made(options.name, 'dir'), folder: [...inside, ...entriesOf(options.files)] };
  return sourceOf([...top, folder], repository);
}

/** One folder of files that are made here. */
export function folderSource(name: string, files: Files): Source<Entry> {
  return sourceOf([{ ...made(name, 'dir'), folder: entriesOf(files) }]);
}

/** Content by slash-separated path. */
type Files = Record<string, Buffer>;

function sourceOf(roots: Entry[], repository?: Repository): Source<Entry> {
  return {
    roots: async () => roots,
    children: async entry => {
      if ('folder' in entry) return [...entry.folder];
      if (repository === undefined || !('node' in entry) || entry.node.subtree === undefined) return [];
      return (await repository.tree(entry.node.subtree)).map(toEntry);
    },
    async *read(entry) {
      if ('data' in entry) yield entry.data;
      else if (repository !== undefined && 'node' in entry) yield* repository.read(entry.node);
    },
  };
}

function toEntry(node: TreeNode): Entry {
  const { content: _content, subtree: _subtree, ...metadata } = node;
  return { ...metadata, node };
}

function entriesOf(files: Files): Entry[] {
  const entries: Entry[] = [];
  const folders = new Map<string, Files>();
  for (const [path, data] of Object.entries(files)) {
    const [first = '', ...rest] = path.split('/');
    if (rest.length === 0) entries.push({ ...made(first, 'file'), size: BigInt(data.length), data });
    else folders.set(first, { ...folders.get(first), [rest.join('/')]: data });
  }
  for (const [name, inner] of folders) entries.push({ ...made(name, 'dir'), folder: entriesOf(inner) });
  return entries;
}

function made(name: string, type: 'file' | 'dir'): SourceEntry {
  const time = BigInt(now()) * 1_000_000n;
  const mode = type === 'file' ? plainFileMode : folderMode;
  return { name: Buffer.from(name), type, mode, modified: time, accessed: time, changed: time, uid: 0, gid: 0 };
}
