import { writeFile } from 'node:fs/promises';
import { defined, ResiteError, shortId } from '@resite/errors';
import { repairIndex, repairPacks, repairSnapshots } from '@resite/repository/maintenance';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { plural } from '../../text.ts';

export async function repairIndexFiles(context: Context, { readAllPacks }: { readAllPacks?: boolean }): Promise<void> {
  const result = await withRepository(context, repository =>
    repairIndex(repository, {
      readAllPacks,
      signal: context.signal,
      onProgress: ({ packs, totalPacks }) =>
        context.emit({ message_type: 'work_status', unit: 'pack', done: packs, total: totalPacks }),
    }),
  );
  context.emit({
    message_type: 'index_repaired',
    damaged_index_files: result.damagedIndexFiles,
    added_packs: result.addedPacks,
    missing_packs: result.missingPacks,
    damaged_packs: result.damagedPacks,
    unreadable_packs: result.unreadablePacks,
    lost: result.lost,
  });
}

export async function repairPackFiles(
  context: Context,
  ids: string[],
  { dryRun }: { dryRun?: boolean },
): Promise<void> {
  const { emit, signal } = context;
  const result = await withRepository(context, repository =>
    repairPacks(repository, ids, {
      dryRun,
      signal,
      onDamaged: async (id, content) => {
        const file = `pack-${id}`;
        await writeFile(file, content, { mode: 0o600 });
        emit({ message_type: 'note', text: `The damaged pack as it was is kept as ${file}` });
      },
      onProgress: ({ packs, totalPacks }) =>
        emit({ message_type: 'work_status', unit: 'pack', done: packs, total: totalPacks }),
    }),
  );
  emit({ message_type: 'packs_repaired', dry_run: dryRun === true, ...result });
}

interface Options {
  readonly forget?: boolean;
  readonly dryRun?: boolean;
}

export async function repairSnapshotFiles(
  context: Context,
  ids: string[],
  { forget = false, dryRun = false }: Options,
): Promise<void> {
  const { damaged, hopeless, unreadable, removed, sound } = await withRepository(context, repository =>
    repairSnapshots(
      repository,
      defined({ ids: ids.length > 0 ? ids : undefined, forget, dryRun, signal: context.signal }),
    ),
  );
  context.emit({
    message_type: 'snapshots_repaired',
    dry_run: dryRun,
    damaged: damaged.map(({ snapshot, replacement, losses }) => ({
      snapshot: snapshot.id,
      ...defined({ replacement: replacement?.id }),
      removed: forget && !dryRun,
      losses,
    })),
    hopeless: hopeless.map(({ id }) => id),
    unreadable,
    removed,
    sound,
  });
  const lost = hopeless.length + unreadable.length;
  if (lost === 0) return;
  throw new ResiteError('REPOSITORY_DAMAGED', `of ${plural(lost, 'snapshot')} nothing can be read`, {
    hint: [
      'A copy of the repository may still have them. To give them up, name their IDs:',
      `resite repo forget ${[...hopeless.map(({ id }) => id), ...unreadable].map(shortId).join(' ')}`,
    ].join('\n'),
  });
}
