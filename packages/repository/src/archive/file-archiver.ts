import { minimumChunk, type Rabin } from '../chunker/rabin.ts';
import type { ChangeSign } from '../contract/archive.ts';
import type { TreeNode } from '../contract/node.ts';
import type { Source, SourceEntry } from '../contract/source.ts';
import type { Breather } from '../system/breather.ts';
import type { Outcome } from '../workers/blob-work.ts';
import type { BlobWriter } from './blob-writer.ts';
import { isUnchanged } from './change.ts';
import type { ComingEntry } from './coming-folder.ts';
import { FileBatches } from './file-batches.ts';
import { FileReader } from './file-reader.ts';
import { nodeOf } from './node-of.ts';
import { isSameMetadata } from './same-tree.ts';
import type { ScanJournal } from './scan-journal.ts';
import type { Tally } from './tally.ts';
import type { Unreadable } from './unreadable.ts';

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
  readonly #batches: FileBatches<ComingEntry<E>>;
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
    this.#batches = new FileBatches({
      writer,
      onRead: (file, outcome, id) => this.#settleRead(file, outcome, id),
      onFailure: ({ folder }, error) => folder.fail(error),
    });
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

  /** Gives the folder the node of the file, or nothing when it cannot be read, at some time. Wait for what is returned before the next one. */
  save(file: ComingEntry<E>): Promise<void> | void {
    const { path, entry, earlier, folder, place } = file;
    this.#tally.begin(path);
    const reread = this.#reread(path);
    if (earlier !== undefined && !reread && this.#canReuse(entry, earlier))
      return folder.settle(place, this.#reuse(path, entry, earlier));
    const known = reread ? undefined : this.#journal?.find(path, entry, this.#ignore);
    if (known?.every(id => this.#writer.has('data', id)))
      return folder.settle(place, this.#takeKnown(path, entry, earlier, known));
    const localPath = (entry.size ?? 0n) < minimumChunk ? this.#source.localPath?.(entry) : undefined;
    if (localPath === undefined) return this.#readAlone(file);
    this.#batches.add(file, localPath);
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

  #settleRead(file: ComingEntry<E>, outcome: Outcome, id: string | undefined): void {
    const { path, entry, earlier, folder, place } = file;
    if (outcome === 'changed') {
      this.#readAlone(file).catch(error => folder.fail(error));
      return;
    }
    const content = id === undefined ? [] : [id];
    const node =
      outcome === 'attributes'
        ? this.#unreadable.node(path, entry, () => ({ ...nodeOf(entry), content }))
        : { entry, content };
    folder.settle(place, node);
    if (node === undefined) return;
    this.#tally.bytes(Number(entry.size ?? 0n));
    this.#tally.file(path, entry, earlier);
    this.#journal?.note(path, entry, content);
  }

  /** Returns when the file is read; its IDs may follow. */
  async #readAlone({ path, entry, earlier, folder, place }: ComingEntry<E>): Promise<void> {
    const read = await this.#unreadable.attempt(path, entry, () => this.#reader.read(path, entry));
    if (read === undefined) return folder.settle(place, undefined);
    this.#tally.file(path, read.node, earlier);
    const finish = async () => {
      const content = await Promise.all(read.ids);
      if (read.isSettled) this.#journal?.note(path, entry, content);
      return { ...read.node, content };
    };
    folder.settleLater(place, finish());
  }
}
