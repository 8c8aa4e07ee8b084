import { type DiffCounts, diffTrees } from '@resite/repository';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import type { DiffCountsInfo } from '../../reporters/maintenance-events.ts';
import { withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';

export function addDiff(repo: Command, perform: Perform): void {
  const diff = repo
    .command('diff')
    .description('Show what changed from one snapshot to another: + new, - removed, M other content, T another type.')
    .argument('<from>', 'ID of a snapshot, the beginning of one, or latest')
    .argument('<to>', 'the other one')
    .option('--metadata', 'show also what differs in metadata alone, as U');
  addExamples(diff, ['resite repo diff 4f3a2b1c latest', 'since that snapshot']);
  setHandler(diff, perform, showDiff);
}

async function showDiff(
  context: Context,
  from: string,
  to: string,
  { metadata }: { metadata?: boolean },
): Promise<void> {
  await withRepository(context, async repository => {
    const [source, target] = [await repository.findSnapshot(from), await repository.findSnapshot(to)];
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
