import { createHash } from 'node:crypto';
import { ResiteError } from '@resite/errors';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { TreeNode } from '../contract/node.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import { contentSize } from '../format/pack-header.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { findUsedBlobs } from '../prune/used-blobs.ts';
import { Breather } from '../system/breather.ts';

/**
 * What is counted (restic: cmd/restic/cmd_stats.go).
 * `restore-size`: what a restore of each snapshot would write, hard links once; files and folders are counted.
 * `files-by-contents`: files that differ in content, once each, whatever their names and snapshots.
 * `raw-data`: blobs as stored, once each.
 */
export type StatsMode = 'restore-size' | 'files-by-contents' | 'raw-data';

export interface Stats {
  snapshots: number;
  /** Bytes. */
  size: number;
  /** Absent in mode `raw-data`. */
  files?: number;
  /** Only in mode `raw-data`. */
  blobs?: number;
  /** Bytes of the same blobs uncompressed; only in mode `raw-data`. */
  uncompressedSize?: number;
}

export async function countStats(
  repository: OpenedRepository,
  snapshots: readonly Snapshot[],
  mode: StatsMode,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Stats> {
  const { reading, loadIndex } = repository[internals];
  return reading(async () => {
    if (mode === 'raw-data') return countBlobs(repository, snapshots, await loadIndex(), signal);
    const counter = mode === 'restore-size' ? restoreSize() : filesByContents();
    const breather = new Breather(signal);
    for (const { tree } of snapshots) {
      counter.begin();
      for await (const { node } of repository.walk(tree)) {
        await breather.breathe();
        counter.count(node);
      }
    }
    return { snapshots: snapshots.length, ...counter.result };
  });
}

interface Counter {
  readonly result: { size: number; files: number };
  /** Called before each snapshot. */
  begin(): void;
  count(node: TreeNode): void;
}

function restoreSize(): Counter {
  const result = { size: 0, files: 0 };
  const inodes = new Set<bigint>();
  return {
    result,
    begin: () => inodes.clear(),
    count({ inode = 0n, size = 0n }) {
      result.files += 1;
      if (inode !== 0n && inodes.has(inode)) return;
      inodes.add(inode);
      result.size += Number(size);
    },
  };
}

function filesByContents(): Counter {
  const result = { size: 0, files: 0 };
  const seen = new Set<string>();
  return {
    result,
    begin() {},
    count({ content = [], size = 0n }) {
      const hash = createHash('sha256').update(content.join('')).digest('base64');
      if (seen.has(hash)) return;
      seen.add(hash);
      result.files += 1;
      result.size += Number(size);
    },
  };
}

async function countBlobs(
  repository: OpenedRepository,
  snapshots: readonly Snapshot[],
  index: BlobIndex,
  signal: AbortSignal | undefined,
): Promise<Stats> {
  const roots = snapshots.map(({ tree }) => tree);
  const used = await findUsedBlobs(roots, { index, loadTree: id => repository.tree(id), signal });
  const stats = { snapshots: snapshots.length, size: 0, blobs: used.size, uncompressedSize: 0 };
  for (const [type, id] of used) {
    const place = index.place(type, id);
    if (place === undefined) throw new ResiteError('REPOSITORY_DAMAGED', `${type} blob ${id} is in no index`);
    stats.size += place.length;
    stats.uncompressedSize += contentSize(place);
  }
  return stats;
}
