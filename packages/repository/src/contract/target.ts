import type { NodeMetadata, TreeNode } from './node.ts';

/**
 * Where a restore writes. `Folder` is the target's own handle of a folder. Names that would leave the folder
 * (separators, `.`, `..`, empty, NUL) never reach a target: the restorer refuses them.
 */
export interface Target<Folder = unknown> {
  root(): Folder;
  /** Takes over a folder that exists; anything else of that name is an error. */
  folder(parent: Folder, node: TreeNode): Promise<Folder>;
  /** `reuse`: what `existing.content` has shown is kept where it is not written over. */
  file(parent: Folder, node: TreeNode, options?: { reuse?: boolean }): Promise<TargetFile>;
  /** Gives a file that was restored before another name. A target without it gets the content once more. */
  link?(parent: Folder, node: TreeNode, firstParent: Folder, firstNode: TreeNode): Promise<void>;
  /** Symbolic links, devices, fifos. */
  special(parent: Folder, node: TreeNode): Promise<void>;
  /** Called once everything below the node is there: files after their content, folders after their children. */
  metadata(parent: Folder, node: TreeNode, options?: { existed?: boolean }): Promise<void>;
  /** At the end, whatever has happened. */
  finish?(): void;
  /** For targets on the disks of this computer: where a thread may do by itself what `file` and `metadata` do for a new file. */
  readonly inThreads?: {
    path(parent: Folder, node: Pick<TreeNode, 'name'>): string | Buffer;
    /** Names what is restored, see `localTarget`. */
    readonly restored: string;
  };
  /** What is there already. A restore treats a target without it as empty, and cannot read it back. */
  readonly existing?: Existing<Folder>;
}

/** Reads a target and changes nothing in it but as `open` says. */
export interface Existing<Folder = unknown> {
  /** The root, undefined when it is not there yet. */
  root(): Folder | undefined;
  /** What has the node's name, undefined when nothing has. A link is a link, whatever it leads to. */
  look(parent: Folder, node: Pick<TreeNode, 'name'>): NodeMetadata | undefined;
  /** The handle of a folder that `look` has found. */
  folder(parent: Folder, node: Pick<TreeNode, 'name'>): Folder;
  /**
   * Before a folder is looked into, but for a dry run: this user may read and change it, where that is his to decide, until it gets
   * its metadata or `Target.finish` is called.
   */
  open?(folder: Folder): void;
  /** Content under the node's name, or what an interrupted restore of the same tree has left of it. */
  content(parent: Folder, node: TreeNode): ExistingContent | undefined;
  /** The names in a folder, without what interrupted restores have left. */
  names(folder: Folder): Buffer[];
  /** Removes a file, link or empty folder. */
  remove(parent: Folder, node: Pick<TreeNode, 'name'>): void;
}

export interface ExistingContent {
  readonly size: number;
  /** True for what an interrupted restore has left: the name shows nothing yet. */
  readonly unfinished: boolean;
  /** False when a change of it would change something else as well, such as another name of the file. */
  readonly reusable: boolean;
  /** As much as there is. */
  read(position: number, length: number): Promise<Buffer>;
  close(): void;
}

export interface TargetFile {
  /** Where threads of this process may write by themselves until `close` or `discard`. */
  readonly descriptor?: number;
  write(position: number, data: Uint8Array): Promise<void>;
  /** Cuts off what is behind, or adds a hole of zeros. */
  resize?(size: number): void;
  /** Only now does the content appear under the node's name, where the target can do that. */
  close(): Promise<void>;
  /**
   * Instead of `close` when the content could not be read to its end: removes what was written. What was reused stays,
   * hidden, for the next restore; returns where.
   */
  discard?(): Promise<string | undefined>;
}
