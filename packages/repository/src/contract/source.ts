import type { NodeMetadata } from './node.ts';

/**
 * What a backup reads. The archiver walks it from the root down, children in any order (it sorts by name bytes);
 * the entry itself is the handle that is passed back.
 */
export interface Source<Entry extends SourceEntry = SourceEntry> {
  /** The entries at the top of the snapshot's tree. */
  roots(): Promise<Entry[]>;
  children(folder: Entry): Promise<Entry[]>;
  /**
   * The content in pieces, each valid until the next one is asked for. To save a copy, call `memory` right before you read a
   * piece, and read into what it gives.
   */
  read(file: Entry, memory?: () => Uint8Array): AsyncIterable<Uint8Array>;
  /**
   * Path of a file on this computer, for a source of which worker threads may read small files by themselves, instead
   * of `read`. They read only what still has the size, times and inode of the entry.
   */
  localPath?(file: Entry): string | Buffer | undefined;
  /** Whether a folder is in the tree only because it leads to what is to be archived. */
  leadsOnly?(folder: Entry): boolean;
  /** The metadata of a file after it was read: other sizes or times show that it was changing. */
  refresh?(file: Entry): Promise<Entry | undefined>;
  /** Whether a failure to read an entry comes from its having vanished since its folder was listed, as files may. */
  vanished?(entry: Entry, error: Error): boolean;
}

/** An entry before it is read. */
export type SourceEntry = NodeMetadata;
