import { copySnapshots } from '@resite/repository/maintenance';
import { chooseSnapshots } from '@resite/repository/snapshots';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { filterFor } from './filter.ts';
import type { FilterOptions } from './filter-options.ts';
import { openSecond, type SecondRepository } from './second-repository.ts';

export async function copyToRepository(
  context: Context,
  ids: string[],
  options: FilterOptions & SecondRepository,
): Promise<void> {
  const filter = filterFor(ids, options);
  await withRepository(context, async repository => {
    const source = await openSecond(context, options);
    try {
      const { copied, skipped } = await copySnapshots(source, repository, await chooseSnapshots(source, ids, filter), {
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
