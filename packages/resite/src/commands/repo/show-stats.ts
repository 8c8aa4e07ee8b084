import { defined } from '@resite/errors';
import { countStats, type StatsMode } from '@resite/repository/explore';
import { chooseSnapshots } from '@resite/repository/snapshots';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { filterFor } from './filter.ts';
import type { FilterOptions } from './filter-options.ts';

interface Options extends FilterOptions {
  readonly mode: StatsMode;
}

export async function showStats(context: Context, ids: string[], options: Options): Promise<void> {
  const filter = filterFor(ids, options);
  const { snapshots, size, files, blobs, uncompressedSize } = await withRepository(context, async repository =>
    countStats(repository, await chooseSnapshots(repository, ids, filter), options.mode, { signal: context.signal }),
  );
  context.emit({
    message_type: 'stats',
    mode: options.mode,
    snapshots_count: snapshots,
    total_size: size,
    ...defined({ total_file_count: files, total_blob_count: blobs, total_uncompressed_size: uncompressedSize }),
  });
}
