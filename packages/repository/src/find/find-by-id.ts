import { ResiteError } from '@resite/errors';
import type { Remedy } from '../contract/remedy.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import type { BlobType } from '../format/pack-header.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { loadUsableIndexFiles, packsOf } from '../prune/rewrite-index.ts';
import { Breather } from '../system/breather.ts';

/** What is looked for: IDs, or beginnings of at least two characters. */
export interface WantedIds {
  readonly blobs?: readonly string[];
  readonly trees?: readonly string[];
  /** Whatever is in these packs. */
  readonly packs?: readonly string[];
}

/** A blob, and the file that has it in its content or the folder whose tree it is. */
export interface FoundBlob {
  snapshot: Snapshot;
  path: string;
  type: BlobType;
  id: string;
}

/** Every place in the snapshots where one of the blobs is used. `USAGE` when something wanted is not an ID, `FILE_MISSING` when a pack does not exist. */
export async function findByIds(
  repository: OpenedRepository,
  snapshots: readonly Snapshot[],
  wanted: WantedIds,
  onFound: (found: FoundBlob) => void,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  const breather = new Breather(signal);
  await repository[internals].reading(async () => {
    const inPacks = await blobsOf(repository, wanted.packs ?? []);
    const is = { data: matcher(wanted.blobs ?? [], inPacks.data), tree: matcher(wanted.trees ?? [], inPacks.tree) };
    for (const snapshot of snapshots) {
      const tell = (type: BlobType, path: string, id: string) => onFound({ snapshot, path, type, id });
      if (is.tree(snapshot.tree)) tell('tree', '/', snapshot.tree);
      for await (const { path, node } of repository.walk(snapshot.tree)) {
        await breather.breathe();
        if (node.subtree !== undefined && is.tree(node.subtree)) tell('tree', path, node.subtree);
        for (const id of new Set(node.content)) if (is.data(id)) tell('data', path, id);
      }
    }
  });
}

function matcher(ids: readonly string[], exact: ReadonlySet<string>): (id: string) => boolean {
  for (const id of ids) {
    if (/^[0-9a-f]{2,64}$/.test(id)) continue;
    throw new ResiteError('USAGE', `${JSON.stringify(id)} is not an ID`, {
      hint: 'An ID has 64 hex digits. The first few are enough, but at least two.',
    });
  }
  return id => exact.has(id) || ids.some(each => id.startsWith(each));
}

async function blobsOf(repository: OpenedRepository, packs: readonly string[]): Promise<Record<BlobType, Set<string>>> {
  const blobs = { data: new Set<string>(), tree: new Set<string>() };
  if (packs.length === 0) return blobs;
  const { store } = repository[internals];
  const indexed = [...packsOf(await loadUsableIndexFiles(store)).values()];
  for (const wanted of packs) {
    const isIt = matcher([wanted], new Set());
    const found = indexed.filter(({ id }) => isIt(id));
    if (found.length === 0) {
      throw new ResiteError('FILE_MISSING', `no index of ${repository.location} names a pack ${wanted}`, {
        remedy: { kind: 'index-pack' } satisfies Remedy,
      });
    }
    for (const { type, id } of found.flatMap(pack => pack.blobs)) blobs[type].add(id);
  }
  return blobs;
}
