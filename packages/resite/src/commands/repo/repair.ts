import { writeFile } from 'node:fs/promises';
import { ResiteError } from '@resite/errors';
import { repairIndex, repairPacks, repairSnapshots } from '@resite/repository';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { plural } from '../../text.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';

export function addRepair(repo: Command, perform: Perform): void {
  const repair = repo
    .command('repair')
    .description('Make the best of a damaged repository. Copy it before anything else.');
  addExamples(
    repair,
    ['resite repo repair index', 'first: what do the packs hold?'],
    ['resite repo repair snapshots --dry-run', 'then: what is lost?'],
  );

  const index = repair
    .command('index')
    .description('Make the index anew from the packs.')
    .option('--read-all-packs', 'believe no index file, and read the headers of all packs');
  addExamples(index, ['resite repo repair index', 'packs that no index names, or with another size']);
  setHandler(index, perform, repairIndexFiles);

  const packs = repair
    .command('packs')
    .description(
      'Rescue what is readable of damaged packs into new ones. A copy of each goes to the current folder first.',
    )
    .argument('<pack...>', 'names of the packs, or the beginnings, as check tells them')
    .option('-n, --dry-run', 'only say what would be lost');
  addExamples(
    packs,
    ['resite repo repair packs 4f3a2b1c5d6e7f80 --dry-run', 'what can be read of it?'],
    ['resite repo repair packs 4f3a2b1c5d6e7f80', 'keep that, and make the index say so'],
  );
  setHandler(packs, perform, repairPackFiles);

  const snapshots = repair
    .command('snapshots')
    .description('Store what is left of damaged snapshots as new ones, tagged repaired. The damaged ones stay.')
    .argument('[snapshot...]', 'only these')
    .option('--forget', 'remove a damaged snapshot once what is left of it is stored; a damaged file only if named')
    .option('-n, --dry-run', 'only say what is lost');
  addExamples(
    snapshots,
    ['resite repo repair snapshots --dry-run', 'what is lost?'],
    ['resite repo repair snapshots --forget', 'only what is left shall stay'],
  );
  setHandler(snapshots, perform, repairSnapshotFiles);
}

async function repairIndexFiles(context: Context, { readAllPacks }: { readAllPacks?: boolean }): Promise<void> {
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
    unreadable_packs: result.unreadablePacks,
  });
}

async function repairPackFiles(context: Context, ids: string[], { dryRun }: { dryRun?: boolean }): Promise<void> {
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

async function repairSnapshotFiles(
  context: Context,
  ids: string[],
  { forget = false, dryRun = false }: Options,
): Promise<void> {
  const { damaged, hopeless, unreadable, removed, sound } = await withRepository(context, repository =>
    repairSnapshots(repository, { ...(ids.length > 0 && { ids }), forget, dryRun, signal: context.signal }),
  );
  context.emit({
    message_type: 'snapshots_repaired',
    dry_run: dryRun,
    damaged: damaged.map(({ snapshot, replacement, losses }) => ({
      snapshot: snapshot.id,
      ...(replacement && { replacement: replacement.id }),
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
      ...(hopeless.length > 0 ? [`resite repo forget ${hopeless.map(({ id }) => id.slice(0, 8)).join(' ')}`] : []),
      ...(unreadable.length > 0
        ? [`resite repo repair snapshots --forget ${unreadable.map(id => id.slice(0, 8)).join(' ')}`]
        : []),
    ].join('\n'),
  });
}
