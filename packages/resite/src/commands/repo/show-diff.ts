import { type DiffCounts, diffTrees } from '@resite/repository/explore';
import type { Context } from '../../context.ts';
import type { DiffCountsInfo } from '../../reporters/maintenance-events.ts';
import { withRepository } from '../../repository-access.ts';
import type { FilterOptions } from './filter-options.ts';
import { findFolder, parseFolder } from './named-folder.ts';

export async function showDiff(
  context: Context,
  from: string,
  to: string,
  { metadata, ...options }: FilterOptions & { metadata?: boolean },
): Promise<void> {
  const folders = [parseFolder(from, options), parseFolder(to, options)] as const;
  await withRepository(context, async repository => {
    const source = await findFolder(repository, folders[0]);
    const target = await findFolder(repository, folders[1]);
    const { changedFiles, added, removed } = await diffTrees(
      repository,
      source.tree,
      target.tree,
      change => context.emit({ message_type: 'change', ...change }),
      { metadata, signal: context.signal },
    );
    context.emit({
      message_type: 'statistics',
      source_snapshot: source.id,
      target_snapshot: target.id,
      changed_files: changedFiles,
      added: countsInfo(added),
      removed: countsInfo(removed),
    });
  });
}

function countsInfo({ files, folders, others, dataBlobs, treeBlobs, bytes }: DiffCounts): DiffCountsInfo {
  return { files, dirs: folders, others, data_blobs: dataBlobs, tree_blobs: treeBlobs, bytes };
}
