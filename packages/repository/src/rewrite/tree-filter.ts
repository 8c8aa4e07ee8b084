import { ResiteError } from '@resite/errors';
import { textFromBytes } from '@resite/filesystem/path-text';
import type { TreeNode } from '../contract/node.ts';
import { sha256 } from '../crypto/hash.ts';
import { encodeTree } from '../format/tree.ts';
import { Breather } from '../system/breather.ts';
import { changeTree, type TreeChangeParts } from './change-tree.ts';

/** What is left of a tree. */
export interface Filtered {
  tree: string;
  /** Paths of what is left out, without what is below a folder that is. */
  excluded: string[];
  /** Files that stay, and their bytes. */
  files: number;
  bytes: bigint;
}

export interface TreeFilterOptions extends TreeChangeParts {
  exclude(path: string, node: TreeNode): boolean;
  signal: AbortSignal | undefined;
}

/** Leaves entries out of trees; a tree that lies at the same path in several snapshots is read once. */
export class TreeFilter {
  readonly #options: TreeFilterOptions;
  readonly #breather: Breather;
  readonly #known = new Map<string, Filtered>();

  constructor(options: TreeFilterOptions) {
    this.#options = options;
    this.#breather = new Breather(options.signal);
  }

  /** `REPOSITORY_UNSUPPORTED` when a tree that has to change says something that would be lost. */
  async filter(tree: string, folder = ''): Promise<Filtered> {
    const key = `${tree} ${folder}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    await this.#breather.breathe();
    const left: Filtered = { tree, excluded: [], files: 0, bytes: 0n };
    left.tree = await changeTree(this.#options, tree, node =>
      this.#filterNode(node, `${folder}/${textFromBytes(node.name)}`, left),
    );
    if (left.tree !== tree) await this.#refuseLossy(tree, folder);
    this.#known.set(key, left);
    return left;
  }

  async #filterNode(node: TreeNode, path: string, left: Filtered): Promise<TreeNode | undefined> {
    if (this.#options.exclude(path, node)) {
      left.excluded.push(path);
      return undefined;
    }
    if (node.type === 'file') {
      left.files += 1;
      left.bytes += node.size ?? 0n;
    }
    if (node.subtree === undefined) return node;
    const below = await this.filter(node.subtree, path);
    for (const each of below.excluded) left.excluded.push(each);
    left.files += below.files;
    left.bytes += below.bytes;
    return below.tree === node.subtree ? node : { ...node, subtree: below.tree };
  }

  /** What this version of Resite does not know of a node would not be written again. */
  async #refuseLossy(tree: string, folder: string): Promise<void> {
    if (sha256(encodeTree(await this.#options.loadTree(tree))) === tree) return;
    const message = `the folder ${folder || '/'} of a snapshot cannot be written again as it is (tree ${tree})`;
    throw new ResiteError('REPOSITORY_UNSUPPORTED', message, {
      hint: 'No snapshot was changed. Another program wrote it: rewrite the snapshot with that one.',
    });
  }
}
