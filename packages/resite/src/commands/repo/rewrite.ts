import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addFilterOptions } from './filter-options.ts';
import { parseHost } from './parse-host.ts';
import { parseWhen } from './parse-when.ts';
import { addExcludeOptions } from './pattern-options.ts';

export function addRewrite(repo: Command, runCommand: RunCommand): void {
  const rewrite = repo
    .command('rewrite')
    .description('Store snapshots anew without some files, or with another host or time. The originals stay.')
    .argument('[snapshot...]', 'IDs of the snapshots, the beginnings of them, latest or latest~1; all by default');
  addExcludeOptions(rewrite)
    .option('--exclude-larger-than <size>', 'leave out files that are larger, such as 100M')
    .option('--new-host <name>', 'the computer that the snapshots are said to be of', parseHost)
    .option('--new-time <time>', 'the time that they are said to be of, as 1999-12-31 23:59:59', text =>
      parseWhen(text),
    )
    .option('--forget', 'remove the originals; otherwise the new ones are tagged rewrite')
    .option('-n, --dry-run', 'only say what would change');
  addFilterOptions(rewrite);
  addExamples(
    rewrite,
    ["resite repo rewrite --exclude '*.iso' --dry-run", 'what would go, of all snapshots?'],
    ['resite repo rewrite latest --exclude /srv/passwords.txt --forget', 'it must not be there'],
    ['resite repo rewrite --host OLD1 --new-host NEW1 --forget', 'the computer has another name now'],
  );
  setHandler(rewrite, runCommand, async () => (await import('./rewrite-snapshots.ts')).rewriteInRepository);
}
