import { isResiteError, ResiteError } from '@resite/errors';
import { textFromBytes, withBytesShown } from '@resite/filesystem/path-text';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import { BlobTable } from '../blob-index/blob-table.ts';
import type { TreeNode } from '../contract/node.ts';
import type { Remedy } from '../contract/remedy.ts';
import type { BlobType } from '../format/pack-header.ts';
import { Breather } from '../system/breather.ts';

/** A set of blobs, about 60 bytes each. */
export class BlobSet {
  readonly tables: Record<BlobType, BlobTable> = { data: new BlobTable(), tree: new BlobTable() };

  get size(): number {
    return this.tables.data.size + this.tables.tree.size;
  }

  has(type: BlobType, id: string): boolean {
    return this.tables[type].find(id) >= 0;
  }

  *[Symbol.iterator](): Generator<[type: BlobType, id: string]> {
    for (const type of ['data', 'tree'] as const) {
      for (let row = 0; row < this.tables[type].size; row += 1) yield [type, this.tables[type].id(row)];
    }
  }

  /** Whether it is new. */
  add(type: BlobType, id: string): boolean {
    const before = this.tables[type].size;
    this.tables[type].insert(id);
    return this.tables[type].size > before;
  }
}

export interface UsedBlobsOptions {
  index: BlobIndex;
  loadTree(id: string): Promise<TreeNode[]>;
  signal?: AbortSignal | undefined;
}

/**
 * Every blob that these trees need. `REPOSITORY_DAMAGED` when one of them is in no index or a tree cannot be read: then
 * nobody can tell what may be removed.
 */
export async function findUsedBlobs(roots: Iterable<string>, options: UsedBlobsOptions): Promise<BlobSet> {
  const { index, loadTree, signal } = options;
  const used = new BlobSet();
  const breather = new Breather(signal);

  const visit = async (tree: string, path: string): Promise<void> => {
    if (!used.add('tree', tree)) return;
    await breather.breathe();
    for (const node of await attempt(path, () => loadTree(tree))) {
      for (const id of node.content ?? []) {
        if (used.add('data', id) && !index.has('data', id))
          throw incomplete(`${path}/${withBytesShown(textFromBytes(node.name))}`, id);
      }
      if (node.subtree !== undefined) await visit(node.subtree, `${path}/${withBytesShown(textFromBytes(node.name))}`);
    }
  };
  for (const root of roots) await visit(root, '');
  return used;
}

async function attempt<T>(path: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isResiteError(error, 'REPOSITORY_DAMAGED')) throw error;
    const message = `the folder ${path || '/'} of a snapshot cannot be read: ${error.message}`;
    throw new ResiteError('REPOSITORY_DAMAGED', message, { remedy: repairLost, cause: error });
  }
}

function incomplete(path: string, blob: string): ResiteError {
  const message = `a snapshot needs content of ${path} that is in no index: blob ${blob}`;
  return new ResiteError('REPOSITORY_DAMAGED', message, { remedy: repairLost });
}

export const repairLost: Remedy = { kind: 'repair-lost' };
