import { textFromBytes } from '@resite/filesystem/path-text';
import type { Rabin } from '../chunker/rabin.ts';
import type { ArchiveOptions, ArchiveResult } from '../contract/archive.ts';
import type { TreeNode } from '../contract/node.ts';
import type { Source, SourceEntry } from '../contract/source.ts';
import { encodeTree } from '../format/tree.ts';
import { Breather } from '../system/breather.ts';
import { byPath } from '../text/by-path.ts';
import type { BlobWriter } from './blob-writer.ts';
import { type ComingEntry, ComingFolder } from './coming-folder.ts';
import { countAhead, type Totals } from './count-ahead.ts';
import { FileArchiver } from './file-archiver.ts';
import { type Named, namedInOrder } from './list-ahead.ts';
import { nodeOf, refuseIrregular } from './node-of.ts';
import { NodesByName } from './nodes-by-name.ts';
import { isSameTree } from './same-tree.ts';
import type { ScanJournal } from './scan-journal.ts';
import { fromSource } from './source-failure.ts';
import { Tally } from './tally.ts';
import { Unreadable } from './unreadable.ts';

export interface ArchiverParts {
  /** What an interrupted run has read already. */
  journal: ScanJournal | undefined;
  writer: BlobWriter;
  rabin: Rabin;
  /** The totals, if they are known already. */
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

class Archiver<E extends SourceEntry> {
  readonly #parts: ArchiverParts;
  readonly #source: Source<E>;
  readonly #options: ArchiveOptions;
  readonly #breather: Breather;
  readonly #tally: Tally;
  readonly #unreadable: Unreadable<E>;
  readonly #files: FileArchiver<E>;
  readonly #renamedAttributes: ArchiveResult['renamedAttributes'] = [];
  #failure: { error: unknown } | undefined;

  constructor(parts: ArchiverParts, source: Source<E>, options: ArchiveOptions) {
    this.#parts = parts;
    this.#source = source;
    this.#options = options;
    this.#breather = new Breather(options.signal);
    this.#tally = new Tally(parts.writer.counts, options);
    this.#unreadable = new Unreadable(source, options.signal);
    this.#files = new FileArchiver(source, {
      writer: parts.writer,
      rabin: parts.rabin,
      journal: parts.journal,
      breather: this.#breather,
      tally: this.#tally,
      unreadable: this.#unreadable,
      ignore: options.ignore ?? [],
      reread: path => options.reread?.(path) ?? false,
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
    this.#files.flush();
    const id = await tree;
    await this.#parts.writer.settle();
    return {
      tree: id,
      summary: this.#tally.summary(this.#parts.writer.counts),
      unreadable: this.#unreadable.all,
      vanished: this.#unreadable.vanished,
      changedWhileRead: this.#files.changedWhileRead,
      renamedAttributes: this.#renamedAttributes.toSorted(byPath),
      bytesRead: this.#tally.bytesRead,
    };
  }

  /** Returns when everything below was visited; `tree` follows when all content is read. */
  async #saveFolder(path: string, entries: E[], parent: string | undefined): Promise<{ tree: Promise<string> }> {
    const previous = parent === undefined ? undefined : await this.#parts.loadTree(parent);
    const earlier = new NodesByName(previous ?? []);
    const folder = new ComingFolder(nodes =>
      this.#finishFolder(this.#noted(path, nodes), previous && { id: parent!, nodes: previous }),
    );
    this.#watch(folder.tree);
    const sorted = namedInOrder(entries);
    refuseTwins(path, sorted);
    for (const { entry, key } of sorted) {
      if (this.#breather.isDue) await this.#breather.breathe();
      if (!this.#parts.writer.isReady) await this.#parts.writer.ready();
      if (this.#failure !== undefined) throw this.#failure.error;
      const saving = this.#save(`${path}/${textOf(key)}`, entry, earlier.find(key), folder);
      if (saving !== undefined) await saving;
    }
    folder.close();
    return folder;
  }

  /** Takes the tree of the parent if it is the same. */
  #finishFolder(nodes: Iterable<TreeNode>, previous: { id: string; nodes: TreeNode[] } | undefined): string {
    const { writer } = this.#parts;
    if (previous === undefined) return writer.add('tree', encodeTree(nodes));
    const all = [...nodes];
    return isSameTree(all, previous.nodes) ? previous.id : writer.add('tree', encodeTree(all));
  }

  /** The nodes, while it notes those with attributes that are renamed. */
  *#noted(folder: string, nodes: Iterable<TreeNode>): Generator<TreeNode> {
    for (const node of nodes) {
      for (const { name } of node.extendedAttributes ?? []) {
        if (name.isWellFormed()) continue;
        this.#renamedAttributes.push({ path: `${folder}/${textFromBytes(node.name)}`, name });
      }
      yield node;
    }
  }

  /** Gives the folder the node of an entry, if it is archived, at some time. A failure of the source costs this entry only. */
  #save(path: string, entry: E, earlier: TreeNode | undefined, folder: ComingFolder): Promise<void> | void {
    if (entry.type === 'socket') return undefined;
    const place = folder.expect();
    const coming = { path, entry, earlier, folder, place };
    if (entry.type === 'file') return this.#files.save(coming);
    const node = this.#unreadable.node(path, entry, () => nodeOf(refuseIrregular(entry)));
    if (node !== undefined && entry.type === 'dir') return this.#enterFolder(coming, node);
    return folder.settle(place, node);
  }

  async #enterFolder({ path, entry, earlier, folder, place }: ComingEntry<E>, node: TreeNode): Promise<void> {
    const children = await this.#unreadable.attempt(path, entry, () => fromSource(() => this.#source.children(entry)));
    if (children === undefined) return folder.settle(place, undefined);
    const { tree } = await this.#saveFolder(path, children, earlier?.subtree);
    const finish = async () => {
      node.subtree = await tree;
      this.#tally.folder(path, earlier?.subtree, node.subtree);
      const isKept = this.#options.keepWay === true && this.#source.leadsOnly?.(entry) === true;
      return isKept && earlier?.subtree === node.subtree ? earlier : node;
    };
    folder.settleLater(place, finish());
  }

  /** Ends the run when the promise fails, even before anybody waits for it. */
  #watch<T>(promise: Promise<T>): Promise<T> {
    promise.catch(error => {
      this.#failure ??= { error };
    });
    return promise;
  }
}

/** The text of a name that has one byte in each character. */
function textOf(key: string): string {
  return /[\u0080-\u00ff]/.test(key) ? textFromBytes(Buffer.from(key, 'latin1')) : key;
}

function refuseTwins(path: string, sorted: readonly Named<SourceEntry>[]): void {
  const twin = sorted.find(({ key }, index) => index > 0 && key === sorted[index - 1]!.key);
  if (twin !== undefined) throw new Error(`the source names ${path}/${twin.entry.name} twice`);
}
