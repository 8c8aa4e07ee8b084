import { copySnapshots } from '@resite/repository';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { addFilterOptions, chooseSnapshots, type FilterOptions } from './filter.ts';
import { openSecond, type SecondRepository } from './second-repository.ts';

export function addCopy(repo: Command, perform: Perform): void {
  const copy = repo
    .command('copy')
    .description('Copy snapshots from another repository into this one.')
    .argument('[snapshot...]', 'only these (default: all that are not here yet)')
    .requiredOption('--from-repo <location>', 'the repository to copy from')
    .option('--from-password-file <file>', 'file whose first line is its password');
  addFilterOptions(copy);
  addExamples(
    copy,
    ['resite repo copy --from-repo ./backups -r /mnt/usb/backups', 'all snapshots'],
    ['resite repo copy latest --from-repo ./backups -r /mnt/usb/backups', 'the latest one'],
  );
  setHandler(copy, perform, copyToRepository);
}

async function copyToRepository(
  context: Context,
  ids: string[],
  options: FilterOptions & SecondRepository,
): Promise<void> {
  await withRepository(context, async repository => {
    const source = await openSecond(context, options);
    try {
      const { copied, skipped } = await copySnapshots(source, repository, await chooseSnapshots(source, ids, options), {
        signal: context.signal,
        onProgress: ({ blobs, totalBlobs }) =>
          context.emit({ message_type: 'work_status', unit: 'blob', done: blobs, total: totalBlobs }),
      });
      context.emit({
        message_type: 'copied',
        copied: copied.map(({ from, to }) => ({ from: from.id, to: to.id })),
        skipped: skipped.map(({ id }) => id),
      });
    } finally {
      await source.close();
    }
  });
}
