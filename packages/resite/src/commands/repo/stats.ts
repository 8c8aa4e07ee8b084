import { countStats, type StatsMode } from '@resite/repository';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { addFilterOptions, chooseSnapshots, type FilterOptions } from './filter.ts';

interface Options extends FilterOptions {
  readonly mode: StatsMode;
}

const modes: StatsMode[] = ['restore-size', 'files-by-contents', 'raw-data'];

export function addStats(repo: Command, perform: Perform): void {
  const stats = repo
    .command('stats')
    .description('Show how much the snapshots hold.')
    .argument('[snapshot...]', 'only these')
    .addOption(
      new Option('--mode <mode>', 'what a restore writes, each content once, or what is stored')
        .choices(modes)
        .default('restore-size'),
    );
  addFilterOptions(stats);
  addExamples(
    stats,
    ['resite repo stats latest', 'what would a restore write?'],
    ['resite repo stats --mode raw-data', 'what do all snapshots take up in the repository?'],
  );
  setHandler(stats, perform, async (context: Context, ids: string[], options: Options) => {
    const { snapshots, size, files, blobs, uncompressedSize } = await withRepository(context, async repository =>
      countStats(repository, await chooseSnapshots(repository, ids, options), options.mode, { signal: context.signal }),
    );
    context.emit({
      message_type: 'stats',
      mode: options.mode,
      snapshots_count: snapshots,
      total_size: size,
      ...(files !== undefined && { total_file_count: files }),
      ...(blobs !== undefined && { total_blob_count: blobs }),
      ...(uncompressedSize !== undefined && { total_uncompressed_size: uncompressedSize }),
    });
  });
}
