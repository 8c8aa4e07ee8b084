import { defined } from '@resite/errors';
import { type PruneOptions, prune } from '@resite/repository/maintenance';
import { parseMaxUnused, parseSize } from '@resite/repository/sizes';
import type { Context } from '../../context.ts';
import type { PrunedEvent } from '../../reporters/maintenance-events.ts';
import { withRepository } from '../../repository-access.ts';

export interface PruneSettings {
  readonly maxUnused: string;
  readonly maxRepackSize?: string;
  readonly repackSmall?: boolean;
  readonly repackSmallerThan?: string;
  readonly repackUncompressed?: boolean;
  readonly repackCacheableOnly?: boolean;
  readonly dryRun?: boolean;
}

const sizeOf = (text: string | undefined) => (text === undefined ? undefined : parseSize(text));

/** `USAGE` when they cannot be read. */
export function pruneOptions(options: PruneSettings): PruneOptions {
  return {
    maxUnused: parseMaxUnused(options.maxUnused),
    ...defined({ maxRepackSize: sizeOf(options.maxRepackSize), repackSmallerThan: sizeOf(options.repackSmallerThan) }),
    repackSmall: options.repackSmall,
    repackUncompressed: options.repackUncompressed,
    repackCacheableOnly: options.repackCacheableOnly,
  };
}

export async function pruneRepository(context: Context, options: PruneSettings): Promise<void> {
  const limits = pruneOptions(options);
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
    used_size: bytes.used - bytes.compressed,
    freed_size: bytes.freed + bytes.unindexed + bytes.compressed,
    unused_size: bytes.unused - bytes.freed,
  };
  context.emit(event);
}
