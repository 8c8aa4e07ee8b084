import { defined } from '@resite/errors';
import type { ArchiveOptions, ArchiveResult, ArchiveSummary, Source, SourceEntry, TreeNode } from '@resite/repository';
import type { RepositoryDisk } from './repository-disk.ts';

/** Reads a source as the contract of `archive` has it. */
export async function archiveInto<E extends SourceEntry>(
  disk: RepositoryDisk,
  source: Source<E>,
  { parent, reread = () => false, onProgress, signal }: ArchiveOptions,
  now: () => number,
): Promise<ArchiveResult> {
  const summary = emptySummary(now());
  const unreadable: ArchiveResult['unreadable'] = [];
  const changedWhileRead: string[] = [];
  let bytesRead = 0;
  let bytes = 0;

  const folder = async (entries: readonly E[], earlier: string | undefined, above: string): Promise<string> => {
    const before = earlier === undefined ? undefined : disk.trees.get(earlier);
    const known = new Map(before?.map(node => [node.name.toString(), node]));
    const nodes: TreeNode[] = [];
    for (const entry of entries) {
      signal?.throwIfAborted();
      const path = `${above}/${entry.name.toString()}`;
      const old = known.get(entry.name.toString());
      try {
        nodes.push(entry.type === 'dir' ? await inFolder(entry, old, path) : await inFile(entry, old, path));
      } catch (error) {
        signal?.throwIfAborted();
        unreadable.push({ path, error: error as Error });
      }
    }
    nodes.sort((a, b) => Buffer.compare(a.name, b.name));
    if (earlier !== undefined && before !== undefined && isSameTree(nodes, before)) return earlier;
    const id = disk.newId();
    disk.trees.set(id, nodes);
    return id;
  };

  const inFolder = async (entry: E, old: TreeNode | undefined, path: string): Promise<TreeNode> => {
    const subtree = await folder(await source.children(entry), old?.subtree, path);
    return keep({ ...metadataOf(entry), subtree }, old);
  };

  const inFile = async (entry: E, old: TreeNode | undefined, path: string): Promise<TreeNode> => {
    const size = Number(entry.size ?? 0n);
    summary.filesProcessed++;
    let node: TreeNode;
    if (old?.content !== undefined && isSameFile(old, entry) && !reread(path)) {
      node = keep({ ...metadataOf(entry), content: old.content }, old);
      summary.filesUnmodified++;
      bytes += size;
    } else {
      let data = await readAll(entry);
      let shown: E = entry;
      const after = await source.refresh?.(entry);
      if (source.refresh !== undefined && (after === undefined || !isSameFile(metadataOf(entry), after))) {
        data = await readAll(entry);
        const last = await source.refresh(entry);
        if (last === undefined || after === undefined || !isSameFile(metadataOf(after), last))
          changedWhileRead.push(path);
        shown = last ?? entry;
      }
      node = { ...metadataOf(shown), size: BigInt(data.length), content: data.length === 0 ? [] : [store(data, old)] };
      summary[old === undefined ? 'filesNew' : 'filesChanged']++;
      bytesRead += data.length;
      bytes += data.length;
    }
    onProgress?.({ files: summary.filesProcessed, bytes, current: path });
    return node;
  };

  const readAll = async (entry: E): Promise<Buffer> => {
    const pieces: Buffer[] = [];
    for await (const piece of source.read(entry)) pieces.push(Buffer.from(piece));
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  };

  const store = (data: Buffer, old: TreeNode | undefined): string => {
    const [same] = old?.content ?? [];
    if (same !== undefined && disk.blobs.get(same)?.equals(data)) return same;
    const id = disk.newId();
    disk.blobs.set(id, data);
    return id;
  };

  const tree = await folder(await source.roots(), parent, '');
  summary.bytesProcessed = bytes;
  summary.ended = new Date(now());
  const doubts = { unreadable, vanished: [], changedWhileRead, renamedAttributes: [], damagedInParent: [] };
  return { tree, summary, ...doubts, bytesRead };
}

function metadataOf(entry: SourceEntry): SourceEntry {
  const { name, type, mode, modified, accessed, changed, uid, gid, inode, size, links, genericAttributes } = entry;
  return defined({
    ...{ name, type, mode, modified, accessed, changed, uid, gid, inode, links, genericAttributes },
    size: type === 'file' ? size : undefined,
  });
}

/** Neither content nor place nor metadata that moves with it: then it need not be kept twice. */
function keep(node: TreeNode, old: TreeNode | undefined): TreeNode {
  return old !== undefined &&
    old.subtree === node.subtree &&
    old.modified === node.modified &&
    old.changed === node.changed &&
    old.type === node.type &&
    old.content === node.content
    ? old
    : node;
}

const isSameTree = (nodes: readonly TreeNode[], others: readonly TreeNode[]) =>
  nodes.length === others.length && nodes.every((node, index) => node === others[index]);

const isSameFile = (one: SourceEntry, other: SourceEntry) =>
  one.type === other.type &&
  one.size === other.size &&
  one.modified === other.modified &&
  one.changed === other.changed &&
  one.inode === other.inode;

const emptySummary = (time: number): ArchiveSummary => ({
  filesNew: 0,
  filesChanged: 0,
  filesUnmodified: 0,
  foldersNew: 0,
  foldersChanged: 0,
  foldersUnmodified: 0,
  dataBlobs: 0,
  treeBlobs: 0,
  dataAdded: 0,
  dataAddedPacked: 0,
  filesProcessed: 0,
  bytesProcessed: 0,
  started: new Date(time),
  ended: new Date(time),
});
