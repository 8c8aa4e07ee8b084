import { defined } from '@resite/errors';
import { prune } from '@resite/repository/maintenance';
import { parseMaxUnused, parseSize } from '@resite/repository/sizes';
import type { Context } from '../../context.ts';
import type { PrunedEvent } from '../../reporters/maintenance-events.ts';
import { withRepository } from '../../repository-access.ts';

export interface PruneSettings {
  readonly maxUnused: string;
  readonly maxRepackSize?: string;
  readonly dryRun?: boolean;
}

export async function pruneRepository(context: Context, options: PruneSettings): Promise<void> {
  const limits = {
    maxUnused: parseMaxUnused(options.maxUnused),
    ...defined({ maxRepackSize: options.maxRepackSize === undefined ? undefined : parseSize(options.maxRepackSize) }),
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
