import { Breather } from '../breather.ts';
import type { BufferPool } from '../chunker/buffer-pool.ts';
import { chunkContent } from '../chunker/chunk-file.ts';
import type { Rabin } from '../chunker/rabin.ts';
import type { TreeNode } from '../node.ts';
import type { ArchiveOptions, ArchiveResult } from '../repository.ts';
import type { Source, SourceEntry } from '../source.ts';
import { encodeTree } from '../tree.ts';
import type { BlobWriter } from './blob-writer.ts';
import { isUnchanged, sameState } from './change.ts';
import { fromSource, piecesFromSource, SourceFailure } from './source-failure.ts';
import { Tally } from './tally.ts';

export interface ArchiverParts {
  writer: BlobWriter;
  rabin: Rabin;
  pool: BufferPool;
  /** The nodes of a tree of the parent; undefined when it cannot be had. */
  loadTree(id: string): Promise<TreeNode[] | undefined>;
}

export type Archived = Omit<ArchiveResult, 'damagedInParent'>;

/** Reads a source into blobs, folder by folder; see `Repository.archive`. */
export async function archiveSource<E extends SourceEntry>(
  parts: ArchiverParts,
  source: Source<E>,
  options: ArchiveOptions,
): Promise<Archived> {
  return new Archiver(parts, source, options).run();
}

class Archiver<E extends SourceEntry> {
  readonly #parts: ArchiverParts;
  readonly #source: Source<E>;
  readonly #options: ArchiveOptions;
  readonly #breather: Breather;
  readonly #tally: Tally;
  readonly #unreadable: ArchiveResult['unreadable'] = [];
  readonly #changedWhileRead: string[] = [];

  constructor(parts: ArchiverParts, source: Source<E>, options: ArchiveOptions) {
    this.#parts = parts;
    this.#source = source;
    this.#options = options;
    this.#breather = new Breather(options.signal);
    this.#tally = new Tally(parts.writer.counts, options.onProgress);
  }

  async run(): Promise<Archived> {
    const roots = await this.#source.roots();
    const tree = await this.#saveFolder('', roots, this.#options.parent);
    await this.#parts.writer.settle();
    return {
      tree,
      summary: this.#tally.summary(this.#parts.writer.counts),
      unreadable: this.#unreadable,
      changedWhileRead: this.#changedWhileRead,
    };
  }

  async #saveFolder(path: string, entries: E[], parent: string | undefined): Promise<string> {
    const previous = parent === undefined ? undefined : await this.#parts.loadTree(parent);
    const earlier = new Map(previous?.map(node => [node.name.toString('latin1'), node]));
    const nodes: TreeNode[] = [];
    for (const entry of entries.toSorted((a, b) => Buffer.compare(a.name, b.name))) {
      await this.#breather.breathe();
      const node = await this.#save(
        `${path}/${entry.name.toString()}`,
        entry,
        earlier.get(entry.name.toString('latin1')),
      );
      if (node !== undefined) nodes.push(node);
    }
    refuseTwins(path, nodes);
    const id = this.#parts.writer.add('tree', encodeTree(nodes));
    await this.#parts.writer.ready();
    return id;
  }

  /** The node of an entry, undefined when it is not archived. A failure of the source costs this entry only. */
  async #save(path: string, entry: E, earlier: TreeNode | undefined): Promise<TreeNode | undefined> {
    if (entry.type === 'socket') return undefined;
    if (entry.type === 'file') return this.#saveFile(path, entry, earlier);
    const node = await this.#unlessUnreadable(path, () => fromSource(() => nodeOf(refuseIrregular(entry))));
    if (node === undefined || entry.type !== 'dir') return node;
    const children = await this.#unlessUnreadable(path, () => fromSource(() => this.#source.children(entry)));
    if (children === undefined) return undefined;
    node.subtree = await this.#saveFolder(path, children, earlier?.subtree);
    this.#tally.folder(earlier?.subtree, node.subtree);
    return node;
  }

  async #saveFile(path: string, entry: E, earlier: TreeNode | undefined): Promise<TreeNode | undefined> {
    this.#tally.begin(path);
    if (earlier !== undefined && !this.#options.reread?.(path) && this.#canReuse(entry, earlier)) {
      const node = await this.#unlessUnreadable(path, () => fromSource(() => nodeOf(entry)));
      if (node === undefined) return undefined;
      node.content = earlier.content ?? [];
      this.#tally.unmodified(Number(node.size ?? 0n));
      return node;
    }
    return this.#unlessUnreadable(path, async () => {
      const node = await this.#readSettled(path, entry);
      this.#tally.file(earlier);
      return node;
    });
  }

  #canReuse(entry: E, earlier: TreeNode): boolean {
    return isUnchanged(entry, earlier) && (earlier.content ?? []).every(id => this.#parts.writer.has('data', id));
  }

  /** Reads a file; once more when it changed meanwhile, and notes it when it did again. */
  async #readSettled(path: string, entry: E): Promise<TreeNode> {
    const node = await this.#read(entry);
    const after = await fromSource(() => this.#source.refresh?.(entry));
    if (after === undefined || sameState(entry, after)) return node;
    const again = await this.#read(after);
    const last = await fromSource(() => this.#source.refresh?.(after));
    if (last !== undefined && !sameState(after, last)) this.#changedWhileRead.push(path);
    return again;
  }

  async #read(entry: E): Promise<TreeNode> {
    const { writer, rabin, pool } = this.#parts;
    const node = await fromSource(() => nodeOf(entry));
    const content: string[] = [];
    let size = 0;
    const pieces = piecesFromSource(this.#source.read(entry));
    for await (const { data, release } of chunkContent(pieces, rabin, pool, Number(entry.size ?? 0n))) {
      size += data.length;
      this.#tally.bytes(data.length);
      content.push(writer.add('data', data, release));
      await writer.ready();
      await this.#breather.breathe();
    }
    return { ...node, size: BigInt(size), content };
  }

  async #unlessUnreadable<T>(path: string, action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (!(error instanceof SourceFailure)) throw error;
      this.#unreadable.push({ path, error: error.reason });
      return undefined;
    }
  }
}

/** The metadata of an entry, without whatever else the source keeps in it. Optional parts stay away when they are undefined. */
function nodeOf(entry: SourceEntry): TreeNode {
  const { name, type, mode, modified, accessed, changed, uid, gid } = entry;
  const node: TreeNode = { name, type, mode, modified, accessed, changed, uid, gid };
  if (entry.user !== undefined) node.user = entry.user;
  if (entry.group !== undefined) node.group = entry.group;
  if (entry.inode !== undefined) node.inode = entry.inode;
  if (entry.deviceId !== undefined) node.deviceId = entry.deviceId;
  if (entry.size !== undefined && type === 'file') node.size = entry.size;
  if (entry.links !== undefined) node.links = entry.links;
  if (entry.device !== undefined) node.device = entry.device;
  const { linkTarget, extendedAttributes, genericAttributes } = entry;
  if (linkTarget !== undefined) node.linkTarget = linkTarget;
  if (extendedAttributes !== undefined) node.extendedAttributes = extendedAttributes;
  if (genericAttributes !== undefined) node.genericAttributes = genericAttributes;
  return node;
}

function refuseIrregular(entry: SourceEntry): SourceEntry {
  if (entry.type !== 'irregular') return entry;
  throw new Error('it is of a kind that a repository cannot hold');
}

function refuseTwins(path: string, nodes: readonly TreeNode[]): void {
  const twin = nodes.find((node, index) => index > 0 && node.name.equals(nodes[index - 1]!.name));
  if (twin !== undefined) throw new Error(`the source names ${path}/${twin.name} twice`);
}
