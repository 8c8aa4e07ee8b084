import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addRepair(repo: Command, runCommand: RunCommand): void {
  const repair = repo.command('repair').description('Repair a damaged repository. Copy it before anything else.');
  addExamples(
    repair,
    ['resite repo repair index', 'first: what do the packs hold?'],
    ['resite repo repair snapshots --dry-run', 'then: what is lost?'],
  );

  const index = repair
    .command('index')
    .description('Rebuild the index from the packs.')
    .option('--read-all-packs', 'ignore the index files, and read the headers of all packs');
  addExamples(index, ['resite repo repair index', 'packs that no index names, or with another size']);
  setHandler(index, runCommand, async () => (await import('./repair-handlers.ts')).repairIndexFiles);

  const packs = repair
    .command('packs')
    .description(
      'Rescue what is readable of damaged packs into new ones. A copy of each goes to the current folder first.',
    )
    .argument('<pack...>', 'names of the packs, or their beginnings, as check gives them')
    .option('-n, --dry-run', 'only say what would be lost');
  addExamples(
    packs,
    ['resite repo repair packs 4f3a2b1c5d6e7f80 --dry-run', 'what can be read of it?'],
    ['resite repo repair packs 4f3a2b1c5d6e7f80', 'keep that, and make the index say so'],
  );
  setHandler(packs, runCommand, async () => (await import('./repair-handlers.ts')).repairPackFiles);

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
  setHandler(snapshots, runCommand, async () => (await import('./repair-handlers.ts')).repairSnapshotFiles);
}
