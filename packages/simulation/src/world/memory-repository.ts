import { ResiteError } from '@resite/errors';
import {
  type ArchiveOptions,
  nothingRestored,
  type OpenedRepository,
  type Repository,
  type Snapshot,
  type Target,
  type TreeNode,
} from '@resite/repository';
import { archiveInto } from './archive.ts';
import { RepositoryDisk } from './repository-disk.ts';
import type { SimulatedRepository, Visitor } from './simulated-repository.ts';

/** Keeps the contract of a repository, in memory and without sealing anything. */
export function memoryRepository(): SimulatedRepository {
  const disk = new RepositoryDisk();
  return {
    async open(visitor) {
      await visitor.before('open');
      return openedBy(visitor, disk) as OpenedRepository;
    },
    get snapshots() {
      return disk.snapshots.map(({ id }) => id);
    },
    // Nothing that is in it is ever changed.
    copy: () => ({
      content: async id => ({
        snapshot: disk.snapshots.find(snapshot => snapshot.id === id)!,
        trees: disk.trees,
        blobs: disk.blobs,
      }),
    }),
    problems: async () => [],
  };
}

function openedBy({ location, before, after, now }: Visitor, disk: RepositoryDisk): Repository {
  const tree = async (id: string): Promise<TreeNode[]> => {
    const nodes = disk.trees.get(id);
    if (nodes === undefined) throw damaged(`tree ${id} is missing`);
    return nodes as TreeNode[];
  };
  const contentOf = (file: TreeNode): Buffer[] =>
    (file.content ?? []).map(id => disk.blobs.get(id) ?? fail(damaged(`blob ${id} is missing`)));

  async function* walk(id: string, above = ''): AsyncGenerator<{ path: string; node: TreeNode }> {
    for (const node of await tree(id)) {
      const path = `${above}/${node.name.toString()}`;
      yield { path, node };
      if (node.subtree !== undefined) yield* walk(node.subtree, path);
    }
  }

  const find = async (id: string, path: string): Promise<TreeNode | undefined> => {
    let found: TreeNode | undefined;
    let folder: string | undefined = id;
    for (const name of path.split('/').filter(Boolean)) {
      const nodes: TreeNode[] = folder === undefined ? [] : await tree(folder);
      found = nodes.find(node => node.name.toString() === name);
      if (found === undefined) return undefined;
      folder = found.subtree;
    }
    return found;
  };

  return {
    id: 'a'.repeat(64),
    location,
    async snapshots() {
      await before('snapshots');
      return [...disk.snapshots].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
    },
    async findSnapshot(id) {
      await before('findSnapshot');
      const found = disk.snapshots.find(snapshot => snapshot.id.startsWith(id));
      if (found === undefined) throw new ResiteError('SNAPSHOT_MISSING', `there is no snapshot ${id} in ${location}`);
      return found;
    },
    async archive(source, archiveOptions: ArchiveOptions = {}) {
      await before('archive');
      const result = await archiveInto(disk, source, archiveOptions, now);
      await after('archive');
      return result;
    },
    async commit(fields) {
      for await (const { node } of walk(fields.tree)) contentOf(node);
      await before('commit'); // from here on at once: nobody dies in between
      const snapshot: Snapshot = { ...fields, id: disk.newId() };
      disk.snapshots.push(snapshot);
      await after('commit', snapshot.id);
      return snapshot;
    },
    async finish() {},
    tree,
    find,
    walk,
    async *read(file) {
      await before('read');
      yield* contentOf(file);
    },
    async restore<F>(id: string, target: Target<F>, { include = () => true, signal }: RestoreParts = {}) {
      await before('restore');
      const result = nothingRestored();
      await restoreFolder(id, target.root(), '');
      return result;

      async function restoreFolder(folder: string, place: F, above: string): Promise<void> {
        for (const node of await tree(folder)) {
          signal?.throwIfAborted();
          const path = `${above}/${node.name.toString()}`;
          if (include(path, node) === false) continue;
          if (node.subtree === undefined) await restoreFile(node, place, path);
          else {
            result.folders++;
            await restoreFolder(node.subtree, await target.folder(place, node), path);
            await target.metadata(place, node);
          }
        }
      }

      async function restoreFile(node: TreeNode, place: F, path: string): Promise<void> {
        try {
          const file = await target.file(place, node);
          let position = 0;
          for (const piece of contentOf(node)) {
            if (piece.length > 0) await file.write(position, piece);
            position += piece.length;
          }
          await file.close();
          await target.metadata(place, node);
          result.files++;
          result.bytes += position;
        } catch (error) {
          signal?.throwIfAborted();
          result.failed.push({ path, error: error as Error });
        }
      }
    },
    async check() {
      throw new Error('nobody checks a repository in the simulation');
    },
    async hold() {
      await before('hold');
    },
    async close() {},
  };
}

interface RestoreParts {
  include?: (path: string, node: TreeNode) => boolean | 'way';
  signal?: AbortSignal;
}

const damaged = (what: string) => new ResiteError('REPOSITORY_DAMAGED', what);

function fail(error: Error): never {
  throw error;
}
