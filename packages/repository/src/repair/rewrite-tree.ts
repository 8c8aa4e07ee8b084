import { isResiteError } from '@resite/errors';
import { textFromBytes } from '@resite/filesystem/path-text';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { TreeNode } from '../contract/node.ts';
import { contentSize } from '../format/pack-header.ts';
import { changeTree, storeTree, type TreeChangeParts } from '../rewrite/change-tree.ts';
import { Breather } from '../system/breather.ts';

/** Something that a snapshot has lost. */
export interface Loss {
  path: string;
  /** The whole folder, some or all of the content of a file, or an entry of no known type. */
  what: 'folder' | 'content' | 'entry';
}

export interface RewriterParts extends TreeChangeParts {
  index: BlobIndex;
  signal: AbortSignal | undefined;
}

/** Rewrites trees so that they name only what is there; a tree that lost nothing keeps its ID. */
export class TreeRewriter {
  readonly #parts: RewriterParts;
  readonly #breather: Breather;
  readonly #known = new Map<string, { tree: string; losses: Loss[] }>();

  constructor(parts: RewriterParts) {
    this.#parts = parts;
    this.#breather = new Breather(parts.signal);
  }

  /** `REPOSITORY_DAMAGED` when the tree itself cannot be read. Paths of losses begin at this tree. */
  async rewrite(tree: string): Promise<{ tree: string; losses: Loss[] }> {
    const known = this.#known.get(tree);
    if (known !== undefined) return known;
    await this.#breather.breathe();
    const losses: Loss[] = [];
    const kept = await changeTree(this.#parts, tree, node => this.#rewriteNode(node, losses));
    const result = { tree: kept, losses };
    this.#known.set(tree, result);
    return result;
  }

  async #rewriteNode(node: TreeNode, losses: Loss[]): Promise<TreeNode | undefined> {
    const path = `/${textFromBytes(node.name)}`;
    if (node.type === 'file') return this.#rewriteFile(node, path, losses);
    if (node.type === 'dir') return this.#rewriteFolder(node, path, losses);
    if (node.type !== 'irregular') return node;
    losses.push({ path, what: 'entry' });
    return undefined;
  }

  #rewriteFile(node: TreeNode, path: string, losses: Loss[]): TreeNode {
    const content: string[] = [];
    let size = 0n;
    for (const id of node.content ?? []) {
      const place = this.#parts.index.place('data', id);
      if (place === undefined) continue;
      content.push(id);
      size += BigInt(contentSize(place));
    }
    const isWhole = content.length === node.content?.length && size === (node.size ?? 0n);
    if (isWhole) return node;
    losses.push({ path, what: 'content' });
    return { ...node, content, size };
  }

  async #rewriteFolder(node: TreeNode, path: string, losses: Loss[]): Promise<TreeNode> {
    try {
      const below = node.subtree === undefined ? undefined : await this.rewrite(node.subtree);
      if (below !== undefined) {
        losses.push(...below.losses.map(loss => ({ ...loss, path: `${path}${loss.path}` })));
        return below.tree === node.subtree ? node : { ...node, subtree: below.tree };
      }
    } catch (error) {
      if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
    }
    losses.push({ path, what: 'folder' });
    return { ...node, subtree: await storeTree(this.#parts.writer, []) };
  }
}
