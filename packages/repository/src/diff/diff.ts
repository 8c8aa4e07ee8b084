import { textFromBytes } from '@resite/filesystem/path-text';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { TreeNode } from '../contract/node.ts';
import { contentSize } from '../format/pack-header.ts';
import { encodeNode } from '../format/tree.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { BlobSet } from '../prune/used-blobs.ts';
import { Breather } from '../system/breather.ts';

export interface DiffOptions {
  /** Report also what differs in metadata alone. */
  readonly metadata?: boolean | undefined;
  readonly signal?: AbortSignal;
}

export interface Change {
  /** Slash-separated; that of a folder ends in a slash. */
  path: string;
  /** Added, removed, or any of: another type (T), other content (M), other metadata (U). */
  modifier: '+' | '-' | 'T' | 'M' | 'U' | 'TM' | 'TU';
}

export interface DiffCounts {
  files: number;
  folders: number;
  others: number;
  dataBlobs: number;
  treeBlobs: number;
  /** Of content, uncompressed. */
  bytes: number;
}

export interface DiffSummary {
  changedFiles: number;
  added: DiffCounts;
  removed: DiffCounts;
}

/**
 * What has to change in the tree `from` to make it `to`, in the order of paths; `onChange` sees each change as it is found
 * (restic: cmd/restic/cmd_diff.go).
 *
 * @example
 * ```ts
 * import { diffTrees, openRepository } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const [from, to] = (await repository.snapshots()).slice(-2);
 * if (from && to) await diffTrees(repository, from.tree, to.tree, ({ modifier, path }) => console.log(modifier, path));
 * await repository.close();
 * ```
 */
export async function diffTrees(
  repository: OpenedRepository,
  from: string,
  to: string,
  onChange: (change: Change) => void,
  options: DiffOptions = {},
): Promise<DiffSummary> {
  const { reading, loadIndex } = repository[internals];
  return reading(async () => new Comparison(repository, await loadIndex(), onChange, options).run(from, to));
}

class Comparison {
  readonly #repository: OpenedRepository;
  readonly #index: BlobIndex;
  readonly #onChange: (change: Change) => void;
  readonly #options: DiffOptions;
  readonly #breather: Breather;
  readonly #summary: DiffSummary = { changedFiles: 0, added: noCounts(), removed: noCounts() };
  readonly #before = new BlobSet();
  readonly #after = new BlobSet();
  /** Below folders that are equal in both. */
  readonly #common = new BlobSet();

  constructor(
    repository: OpenedRepository,
    index: BlobIndex,
    onChange: (change: Change) => void,
    options: DiffOptions,
  ) {
    this.#repository = repository;
    this.#index = index;
    this.#onChange = onChange;
    this.#options = options;
    this.#breather = new Breather(options.signal);
  }

  async run(from: string, to: string): Promise<DiffSummary> {
    this.#before.add('tree', from);
    this.#after.add('tree', to);
    if (from !== to) await this.#compare('/', from, to);
    this.#count(this.#before, this.#after, this.#summary.removed);
    this.#count(this.#after, this.#before, this.#summary.added);
    return this.#summary;
  }

  async #compare(folder: string, from: string, to: string): Promise<void> {
    const before = byName(await this.#tree(from));
    const after = byName(await this.#tree(to));
    const names = [...new Set([...before.keys(), ...after.keys()])].sort();
    for (const name of names) {
      const old = before.get(name);
      const current = after.get(name);
      if (old !== undefined) addNode(this.#before, old);
      if (current !== undefined) addNode(this.#after, current);
      if (old !== undefined && current !== undefined) await this.#compareNodes(folder, old, current);
      else if (old !== undefined) await this.#report('-', folder, old);
      else await this.#report('+', folder, current!);
    }
  }

  async #compareNodes(folder: string, old: TreeNode, current: TreeNode): Promise<void> {
    let modifier = old.type === current.type ? '' : 'T';
    const isFile = old.type === 'file' && current.type === 'file';
    if (isFile && (old.content ?? []).join() !== (current.content ?? []).join()) {
      modifier += 'M';
      this.#summary.changedFiles += 1;
    } else if (this.#options.metadata && metadataOf(old) !== metadataOf(current)) {
      modifier += 'U';
    }
    const path = pathOf(folder, current);
    if (modifier !== '') this.#onChange({ path, modifier: modifier as Change['modifier'] });
    if (old.subtree === undefined || current.subtree === undefined) return;
    if (old.subtree !== current.subtree) await this.#compare(path, old.subtree, current.subtree);
    else await this.#collect(old.subtree);
  }

  async #report(modifier: '+' | '-', folder: string, node: TreeNode): Promise<void> {
    const path = pathOf(folder, node);
    const counts = modifier === '+' ? this.#summary.added : this.#summary.removed;
    counts[node.type === 'file' ? 'files' : node.type === 'dir' ? 'folders' : 'others'] += 1;
    this.#onChange({ path, modifier });
    if (node.subtree === undefined) return;
    for (const child of await this.#tree(node.subtree)) {
      addNode(modifier === '+' ? this.#after : this.#before, child);
      await this.#report(modifier, path, child);
    }
  }

  async #collect(tree: string): Promise<void> {
    if (!this.#common.add('tree', tree)) return;
    for (const { content = [], subtree } of await this.#tree(tree)) {
      for (const id of content) this.#common.add('data', id);
      if (subtree !== undefined) await this.#collect(subtree);
    }
  }

  async #tree(id: string): Promise<TreeNode[]> {
    await this.#breather.breathe();
    return this.#repository.tree(id);
  }

  /** Blobs that only one side has. */
  #count(blobs: BlobSet, other: BlobSet, counts: DiffCounts): void {
    for (const [type, id] of blobs) {
      if (other.has(type, id) || this.#common.has(type, id)) continue;
      counts[type === 'data' ? 'dataBlobs' : 'treeBlobs'] += 1;
      const place = this.#index.place(type, id);
      if (place !== undefined) counts.bytes += contentSize(place);
    }
  }
}

function addNode(blobs: BlobSet, { type, content = [], subtree }: TreeNode): void {
  if (type === 'file') for (const id of content) blobs.add('data', id);
  if (type === 'dir' && subtree !== undefined) blobs.add('tree', subtree);
}

/** In Latin-1 the order of the names is that of their bytes. */
function byName(nodes: readonly TreeNode[]): Map<string, TreeNode> {
  return new Map(nodes.map(node => [node.name.toString('latin1'), node]));
}

const pathOf = (folder: string, { name, type }: TreeNode) =>
  `${folder}${textFromBytes(name)}${type === 'dir' ? '/' : ''}`;

/** A node without what it holds: without the subtree of a folder or the content of a file. */
function metadataOf(node: TreeNode): string {
  const { subtree: _subtree, content: _content, ...metadata } = node;
  return encodeNode(metadata);
}

const noCounts = (): DiffCounts => ({ files: 0, folders: 0, others: 0, dataBlobs: 0, treeBlobs: 0, bytes: 0 });
