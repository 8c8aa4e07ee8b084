import { minimumChunk, type Rabin } from '../chunker/rabin.ts';
import type { ChangeSign } from '../contract/archive.ts';
import type { TreeNode } from '../contract/node.ts';
import type { Source, SourceEntry } from '../contract/source.ts';
import type { Breather } from '../system/breather.ts';
import type { BlobWriter } from './blob-writer.ts';
import { isUnchanged } from './change.ts';
import { FileBatches } from './file-batches.ts';
import { FileReader } from './file-reader.ts';
import { nodeOf } from './node-of.ts';
import { isSameMetadata } from './same-tree.ts';
import type { ScanJournal } from './scan-journal.ts';
import type { Tally } from './tally.ts';
import type { Unreadable } from './unreadable.ts';

/** A node that may have to wait for the content of a file, or for what is below a folder. */
export type Coming<T> = T | Promise<T>;

export interface FileArchiverParts<E extends SourceEntry> {
  writer: BlobWriter;
  rabin: Rabin;
  /** What an interrupted run has read already. */
  journal: ScanJournal | undefined;
  breather: Breather;
  tally: Tally;
  unreadable: Unreadable<E>;
  ignore: readonly ChangeSign[];
  /** Whether to read a file although it looks unchanged. */
  reread(path: string): boolean;
  /** Takes note of failures before anybody waits for the promise. */
  watch<T>(promise: Promise<T>): Promise<T>;
}

/** Finds the content of files: in the parent, in what an interrupted run has read, or by reading them. */
export class FileArchiver<E extends SourceEntry> {
  readonly #source: Source<E>;
  readonly #writer: BlobWriter;
  readonly #journal: ScanJournal | undefined;
  readonly #tally: Tally;
  readonly #unreadable: Unreadable<E>;
  readonly #ignore: readonly ChangeSign[];
  readonly #reread: (path: string) => boolean;
  readonly #batches: FileBatches;
  readonly #reader: FileReader<E>;

  constructor(source: Source<E>, parts: FileArchiverParts<E>) {
    const { writer, rabin, breather, ignore, tally, watch } = parts;
    this.#source = source;
    this.#writer = writer;
    this.#journal = parts.journal;
    this.#tally = tally;
    this.#unreadable = parts.unreadable;
    this.#ignore = ignore;
    this.#reread = parts.reread;
    this.#batches = new FileBatches(writer);
    this.#reader = new FileReader(source, {
      writer,
      rabin,
      breather,
      ignore,
      onBytes: count => tally.bytes(count),
      watch,
    });
  }

  /** Files that were still changing after they had been read again. */
  get changedWhileRead(): string[] {
    return this.#reader.changedWhileRead.toSorted();
  }

  /** The node of a file; undefined when it cannot be read. */
  save(path: string, entry: E, earlier: TreeNode | undefined): Coming<{ coming: Coming<TreeNode | undefined> }> {
    this.#tally.begin(path);
    const reread = this.#reread(path);
    if (earlier !== undefined && !reread && this.#canReuse(entry, earlier))
      return { coming: this.#reuse(path, entry, earlier) };
    const known = reread ? undefined : this.#journal?.find(path, entry, this.#ignore);
    if (known?.every(id => this.#writer.has('data', id)))
      return { coming: this.#takeKnown(path, entry, earlier, known) };
    const localPath = (entry.size ?? 0n) < minimumChunk ? this.#source.localPath?.(entry) : undefined;
    if (localPath !== undefined) return { coming: this.#readInBatch(path, entry, earlier, localPath) };
    return this.#readAndGoOn(path, entry, earlier);
  }

  /** Reads also what waits for more files to be read with it. */
  flush(): void {
    this.#batches.flush();
  }

  #canReuse(entry: E, earlier: TreeNode): boolean {
    return (
      isUnchanged(entry, earlier, this.#ignore) && (earlier.content ?? []).every(id => this.#writer.has('data', id))
    );
  }

  #reuse(path: string, entry: E, earlier: TreeNode): TreeNode | undefined {
    // Attributes on a local disk change the change time as well, so that those of an unchanged file need not be read.
    const isLocal = this.#source.localPath !== undefined;
    const node = this.#unreadable.node(path, entry, () =>
      isLocal && isSameMetadata(entry, earlier) ? earlier : nodeOf(entry, { withAttributes: !isLocal }),
    );
    if (node === undefined) return undefined;
    if (isLocal && earlier.extendedAttributes !== undefined) node.extendedAttributes = earlier.extendedAttributes;
    node.content = earlier.content ?? [];
    this.#tally.unmodified(path, Number(node.size ?? 0n));
    return node;
  }

  #takeKnown(path: string, entry: E, earlier: TreeNode | undefined, content: string[]): TreeNode | undefined {
    const node = this.#unreadable.node(path, entry, () => nodeOf(entry));
    if (node === undefined) return undefined;
    this.#tally.known(Number(node.size ?? 0n));
    this.#tally.file(path, node, earlier);
    return { ...node, content };
  }

  async #readInBatch(path: string, entry: E, earlier: TreeNode | undefined, localPath: string | Buffer) {
    const { size = 0n, modified, changed, inode = 0n } = entry;
    const read = await this.#batches.add({ path: localPath, size: Number(size), modified, changed, inode });
    if (read === undefined) return (await this.#readAndGoOn(path, entry, earlier)).coming;
    const node = this.#unreadable.node(path, entry, () => nodeOf(entry, { withAttributes: read.hasAttributes }));
    if (node === undefined) return undefined;
    node.content = read.id === undefined ? [] : [read.id];
    this.#tally.bytes(Number(size));
    this.#tally.file(path, node, earlier);
    this.#journal?.note(path, entry, node.content);
    return node;
  }

  /** Returns when the file is read; its IDs may follow. */
  async #readAndGoOn(path: string, entry: E, earlier: TreeNode | undefined) {
    const read = await this.#unreadable.attempt(path, entry, () => this.#reader.read(path, entry));
    if (read === undefined) return { coming: undefined };
    this.#tally.file(path, read.node, earlier);
    const finish = async () => {
      const content = await Promise.all(read.ids);
      if (read.isSettled) this.#journal?.note(path, entry, content);
      return { ...read.node, content };
    };
    return { coming: finish() };
  }
}
