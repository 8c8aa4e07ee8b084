import type { StatsMode } from '@resite/repository';
import type { Command } from 'commander';
import { Option } from 'commander';
import { takesBytes } from '../bytes-in-names.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addFilterOptions } from './filter-options.ts';

const modes: StatsMode[] = ['restore-size', 'files-by-contents', 'raw-data'];

export function addStats(repo: Command, runCommand: RunCommand): void {
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
  takesBytes(stats, 'snapshot');
  addExamples(
    stats,
    ['resite repo stats latest', 'what would a restore write?'],
    ['resite repo stats --mode raw-data', 'what do all snapshots take up in the repository?'],
  );
  setHandler(stats, runCommand, async () => (await import('./show-stats.ts')).showStats);
}
