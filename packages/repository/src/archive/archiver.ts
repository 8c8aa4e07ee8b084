import { minimumChunk, type Rabin } from '../chunker/rabin.ts';
import type { TreeNode } from '../contract/node.ts';
import type { ArchiveOptions, ArchiveResult } from '../contract/repository.ts';
import type { Source, SourceEntry } from '../contract/source.ts';
import { encodeTree } from '../format/tree.ts';
import { Breather } from '../system/breather.ts';
import { byPath } from '../text/by-path.ts';
import type { BlobWriter } from './blob-writer.ts';
import { isUnchanged } from './change.ts';
import { countAhead, type Totals } from './count-ahead.ts';
import { FileBatches } from './file-batches.ts';
import { FileReader } from './file-reader.ts';
import { type Named, namedInOrder } from './list-ahead.ts';
import { nodeOf, refuseIrregular } from './node-of.ts';
import { NodesByName } from './nodes-by-name.ts';
import { isSameMetadata, isSameTree } from './same-tree.ts';
import type { ScanJournal } from './scan-journal.ts';
import { fromSource, SourceFailure } from './source-failure.ts';
import { Tally } from './tally.ts';

export interface ArchiverParts {
  /** What an interrupted run has read already. */
  journal: ScanJournal | undefined;
  writer: BlobWriter;
  rabin: Rabin;
  /** What there is in all, where that is known already. */
  totals: Totals | undefined;
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

/** A node that may have to wait for the content of a file, or for what is below a folder. */
type Coming<T> = T | Promise<T>;

class Archiver<E extends SourceEntry> {
  readonly #parts: ArchiverParts;
  readonly #source: Source<E>;
  readonly #options: ArchiveOptions;
  readonly #breather: Breather;
  readonly #tally: Tally;
  readonly #batches: FileBatches;
  readonly #unreadable: ArchiveResult['unreadable'] = [];
  readonly #reader: FileReader<E>;
  #failure: { error: unknown } | undefined;

  constructor(parts: ArchiverParts, source: Source<E>, options: ArchiveOptions) {
    this.#parts = parts;
    this.#source = source;
    this.#options = options;
    this.#breather = new Breather(options.signal);
    this.#tally = new Tally(parts.writer.counts, options.onProgress);
    this.#batches = new FileBatches(parts.writer);
    this.#reader = new FileReader(source, {
      writer: parts.writer,
      rabin: parts.rabin,
      breather: this.#breather,
      onBytes: count => this.#tally.bytes(count),
      watch: promise => this.#watch(promise),
    });
  }

  async run(): Promise<Archived> {
    if (this.#options.countAhead !== true) return this.#archive();
    if (this.#parts.totals !== undefined) {
      this.#tally.total(this.#parts.totals);
      return this.#archive();
    }
    const ending = new AbortController();
    const counting = countAhead(this.#source, ending.signal).then(totals => totals && this.#tally.total(totals));
    try {
      return await this.#archive();
    } finally {
      ending.abort();
      await counting;
    }
  }

  async #archive(): Promise<Archived> {
    const roots = await this.#source.roots();
    const { tree } = await this.#saveFolder('', roots, this.#options.parent);
    this.#batches.flush();
    const id = await tree;
    await this.#parts.writer.settle();
    return {
      tree: id,
      summary: this.#tally.summary(this.#parts.writer.counts),
      unreadable: this.#unreadable.sort(byPath),
      changedWhileRead: this.#reader.changedWhileRead.sort(),
      bytesRead: this.#tally.bytesRead,
    };
  }

  /** Returns when everything below has been gone through; `tree` follows when all content is read. */
  async #saveFolder(path: string, entries: E[], parent: string | undefined): Promise<{ tree: Promise<string> }> {
    const previous = parent === undefined ? undefined : await this.#parts.loadTree(parent);
    const earlier = new NodesByName(previous ?? []);
    const nodes: Coming<TreeNode | undefined>[] = [];
    const sorted = namedInOrder(entries);
    refuseTwins(path, sorted);
    for (const { entry, key } of sorted) {
      if (this.#breather.isDue) await this.#breather.breathe();
      if (!this.#parts.writer.isReady) await this.#parts.writer.ready();
      if (this.#failure !== undefined) throw this.#failure.error;
      const saving = this.#save(`${path}/${textOf(key)}`, entry, earlier.find(key));
      const { coming } = saving instanceof Promise ? await saving : saving;
      nodes.push(coming instanceof Promise ? this.#watch(coming) : coming);
    }
    return { tree: this.#watch(this.#finishFolder(nodes, previous && { id: parent!, nodes: previous })) };
  }

  /** The tree of the parent, when it is the same, need not be made once more. */
  async #finishFolder(
    coming: readonly Coming<TreeNode | undefined>[],
    previous: { id: string; nodes: TreeNode[] } | undefined,
  ): Promise<string> {
    const nodes = (await Promise.all(coming)).filter(node => node !== undefined);
    if (previous !== undefined && isSameTree(nodes, previous.nodes)) return previous.id;
    return this.#parts.writer.add('tree', encodeTree(nodes));
  }

  /** The node of an entry, undefined when it is not archived. A failure of the source costs this entry only. */
  #save(path: string, entry: E, earlier: TreeNode | undefined): Coming<{ coming: Coming<TreeNode | undefined> }> {
    if (entry.type === 'socket') return { coming: undefined };
    if (entry.type === 'dir') return this.#enterFolder(path, entry, earlier);
    if (entry.type !== 'file')
      return { coming: this.#nodeUnlessUnreadable(path, () => nodeOf(refuseIrregular(entry))) };
    this.#tally.begin(path);
    if (earlier !== undefined && !this.#options.reread?.(path) && this.#canReuse(entry, earlier))
      return { coming: this.#reuse(path, entry, earlier) };
    const known = this.#options.reread?.(path) ? undefined : this.#parts.journal?.find(path, entry);
    if (known?.every(id => this.#parts.writer.has('data', id)))
      return { coming: this.#takeKnown(path, entry, earlier, known) };
    const localPath = (entry.size ?? 0n) < minimumChunk ? this.#source.localPath?.(entry) : undefined;
    if (localPath !== undefined) return { coming: this.#readInBatch(path, entry, earlier, localPath) };
    return this.#readAndGoOn(path, entry, earlier);
  }

  async #enterFolder(path: string, entry: E, earlier: TreeNode | undefined) {
    const node = this.#nodeUnlessUnreadable(path, () => nodeOf(entry));
    if (node === undefined) return { coming: undefined };
    const children = await this.#unlessUnreadable(path, () => fromSource(() => this.#source.children(entry)));
    if (children === undefined) return { coming: undefined };
    const { tree } = await this.#saveFolder(path, children, earlier?.subtree);
    const finish = async () => {
      node.subtree = await tree;
      this.#tally.folder(earlier?.subtree, node.subtree);
      return node;
    };
    return { coming: finish() };
  }

  #canReuse(entry: E, earlier: TreeNode): boolean {
    return isUnchanged(entry, earlier) && (earlier.content ?? []).every(id => this.#parts.writer.has('data', id));
  }

  #reuse(path: string, entry: E, earlier: TreeNode): TreeNode | undefined {
    // Attributes on a local disk change the change time as well, so that those of an unchanged file need not be read.
    const isLocal = this.#source.localPath !== undefined;
    const node = this.#nodeUnlessUnreadable(path, () =>
      isLocal && isSameMetadata(entry, earlier) ? earlier : nodeOf(entry, { withAttributes: !isLocal }),
    );
    if (node === undefined) return undefined;
    if (isLocal && earlier.extendedAttributes !== undefined) node.extendedAttributes = earlier.extendedAttributes;
    node.content = earlier.content ?? [];
    this.#tally.unmodified(Number(node.size ?? 0n));
    return node;
  }

  #takeKnown(path: string, entry: E, earlier: TreeNode | undefined, content: string[]): TreeNode | undefined {
    const node = this.#nodeUnlessUnreadable(path, () => nodeOf(entry));
    if (node === undefined) return undefined;
    this.#tally.known(Number(node.size ?? 0n));
    this.#tally.file(earlier);
    return { ...node, content };
  }

  async #readInBatch(path: string, entry: E, earlier: TreeNode | undefined, localPath: string | Buffer) {
    const { size = 0n, modified, changed, inode = 0n } = entry;
    const read = await this.#batches.add({ path: localPath, size: Number(size), modified, changed, inode });
    if (read === undefined) return (await this.#readAndGoOn(path, entry, earlier)).coming;
    const node = this.#nodeUnlessUnreadable(path, () => nodeOf(entry, { withAttributes: read.hasAttributes }));
    if (node === undefined) return undefined;
    node.content = read.id === undefined ? [] : [read.id];
    this.#tally.bytes(Number(size));
    this.#tally.file(earlier);
    this.#parts.journal?.note(path, entry, node.content);
    return node;
  }

  /** Returns when the file is read; its IDs may follow. */
  async #readAndGoOn(path: string, entry: E, earlier: TreeNode | undefined) {
    const read = await this.#unlessUnreadable(path, () => this.#reader.read(path, entry));
    if (read === undefined) return { coming: undefined };
    this.#tally.file(earlier);
    const finish = async () => {
      const content = await Promise.all(read.ids);
      if (read.isSettled) this.#parts.journal?.note(path, entry, content);
      return { ...read.node, content };
    };
    return { coming: finish() };
  }

  /** What fails before anybody waits for it ends the run. */
  #watch<T>(promise: Promise<T>): Promise<T> {
    promise.catch(error => {
      this.#failure ??= { error };
    });
    return promise;
  }

  #nodeUnlessUnreadable(path: string, action: () => TreeNode): TreeNode | undefined {
    try {
      return action();
    } catch (error) {
      this.#noteUnreadable(path, new SourceFailure(error));
      return undefined;
    }
  }

  async #unlessUnreadable<T>(path: string, action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      this.#noteUnreadable(path, error);
      return undefined;
    }
  }

  #noteUnreadable(path: string, error: unknown): void {
    if (!(error instanceof SourceFailure)) throw error;
    this.#unreadable.push({ path, error: error.reason });
  }
}

/** A name whose bytes are given one a character. */
function textOf(key: string): string {
  return /[\u0080-\u00ff]/.test(key) ? Buffer.from(key, 'latin1').toString() : key;
}

function refuseTwins(path: string, sorted: readonly Named<SourceEntry>[]): void {
  const twin = sorted.find(({ key }, index) => index > 0 && key === sorted[index - 1]!.key);
  if (twin !== undefined) throw new Error(`the source names ${path}/${twin.entry.name} twice`);
}
