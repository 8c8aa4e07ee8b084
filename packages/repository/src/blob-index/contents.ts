import { ResiteError } from '@resite/errors';
import { bytesFromText, textFromBytes } from '@resite/filesystem/path-text';
import type { TreeNode } from '../contract/node.ts';
import type { BlobType } from '../format/pack-header.ts';
import { decodeTree } from '../format/tree.ts';
import { findDamage, type Store } from '../store/store.ts';
import { BlockCache } from './block-cache.ts';
import { IndexLoader, type IndexLoaderOptions } from './index-loader.ts';
import { readAnyCopy } from './read-any-copy.ts';

/** What the blobs of a repository hold: trees and the content of files, by way of the index. */
export class Contents {
  readonly loader: IndexLoader;
  /** The index also names blobs that are not stored yet, so nothing is dropped from it meanwhile. */
  hasPending = false;
  readonly #store: Store;
  readonly #trees: BlockCache;
  #isLoaded = false;

  constructor(store: Store, options: IndexLoaderOptions = {}) {
    this.#store = store;
    this.loader = new IndexLoader(store, options);
    this.#trees = new BlockCache(store);
  }

  async refreshIndex({ keep = this.hasPending } = {}): Promise<void> {
    await this.loader.refresh({ keep });
    this.#isLoaded = true;
  }

  /** Forgets everything: the next use reads all index files. */
  forgetIndex(): void {
    this.loader.forget();
    this.#isLoaded = false;
  }

  async tree(id: string): Promise<TreeNode[]> {
    const blob = await this.#loadBlob('tree', id);
    try {
      return decodeTree(blob);
    } catch (error) {
      throw this.#store.damaged(`tree ${id}`, error);
    }
  }

  async find(tree: string, path: string): Promise<TreeNode | undefined> {
    let node: TreeNode | undefined;
    let subtree: string | undefined = tree;
    for (const part of path.split('/').filter(Boolean)) {
      if (subtree === undefined) return undefined;
      const name = bytesFromText(part);
      node = (await this.tree(subtree)).find(candidate => candidate.name.equals(name));
      subtree = node?.subtree;
    }
    return node;
  }

  async *walk(tree: string): AsyncGenerator<{ path: string; node: TreeNode }> {
    const open = [{ folder: '', nodes: (await this.tree(tree)).values() }];
    for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
      const { done, value: node } = inner.nodes.next();
      if (done) {
        open.pop();
        continue;
      }
      const path = `${inner.folder}/${textFromBytes(node.name)}`;
      yield { path, node };
      if (node.subtree !== undefined) open.push({ folder: path, nodes: (await this.tree(node.subtree)).values() });
    }
  }

  async *read(file: TreeNode): AsyncGenerator<Buffer> {
    for (const id of file.content ?? []) yield await this.#loadBlob('data', id);
  }

  async #loadBlob(type: BlobType, id: string): Promise<Buffer> {
    if (!this.#isLoaded || !this.loader.current.has(type, id)) await this.refreshIndex();
    const place = this.loader.current.place(type, id);
    if (place !== undefined) {
      return readAnyCopy(this.#store, this.loader.current, { type, id }, () =>
        type === 'tree' ? this.#trees.loadBlob(id, place) : this.#store.loadBlob(id, place),
      );
    }
    throw new ResiteError(
      'REPOSITORY_DAMAGED',
      `${type} blob ${id} is in no index of ${this.#store.backend.location}`,
      {
        remedy: findDamage,
      },
    );
  }
}
