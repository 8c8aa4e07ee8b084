import { parseMaxUnused, parseSize, prune } from '@resite/repository';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import type { PrunedEvent } from '../../reporters/maintenance-events.ts';
import { withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';

export interface PruneSettings {
  readonly maxUnused: string;
  readonly maxRepackSize?: string;
  readonly dryRun?: boolean;
}

export function addPrune(repo: Command, perform: Perform): void {
  const command = addPruneOptions(
    repo
      .command('prune')
      .description('Remove the data that no snapshot needs. Nobody else may work on the repository meanwhile.'),
  ).option('-n, --dry-run', 'only say what would be removed');
  addExamples(
    command,
    ['resite repo prune', 'after snapshots were forgotten'],
    ['resite repo prune --max-unused 0 --dry-run', 'how much could be freed at most?'],
  );
  setHandler(command, perform, pruneRepository);
}

export function addPruneOptions(command: Command): Command {
  return command
    .option('--max-unused <limit>', 'unused data that may stay, as 5%, 2G or unlimited', '5%')
    .option('--max-repack-size <size>', 'write no more than this anew, as 500M or 2G');
}

export async function pruneRepository(context: Context, options: PruneSettings): Promise<void> {
  const limits = {
    maxUnused: parseMaxUnused(options.maxUnused),
    ...(options.maxRepackSize !== undefined && { maxRepackSize: parseSize(options.maxRepackSize) }),
  };
  const { snapshots, usedBlobs, packs, bytes } = await withRepository(context, repository =>
    prune(repository, {
      ...limits,
      dryRun: options.dryRun,
      signal: context.signal,
      onProgress: ({ repacked, toRepack }) =>
        context.emit({ message_type: 'work_status', unit: 'pack', done: repacked, total: toRepack }),
    }),
  );
  const event: PrunedEvent = {
    message_type: 'pruned',
    dry_run: options.dryRun === true,
    snapshots,
    used_blobs: usedBlobs,
    packs_kept: packs.kept,
    packs_repacked: packs.repacked,
    packs_removed: packs.removed + packs.unindexed,
    used_size: bytes.used,
    freed_size: bytes.freed + bytes.unindexed,
    unused_size: bytes.unused - bytes.freed,
  };
  context.emit(event);
}
