import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addFilterOptions } from './filter-options.ts';

export function addCopy(repo: Command, runCommand: RunCommand): void {
  const copy = repo
    .command('copy')
    .description('Copy snapshots from another repository into this one.')
    .argument('[snapshot...]', 'only these (default: all that are not here yet)')
    .requiredOption('--from-repo <location>', 'the repository to copy from')
    .option('--from-password-file <file>', 'file that holds its password');
  addFilterOptions(copy);
  addExamples(
    copy,
    ['resite repo copy --from-repo ./backups -r /mnt/usb/backups', 'all snapshots'],
    ['resite repo copy latest --from-repo ./backups -r /mnt/usb/backups', 'the latest one'],
  );
  setHandler(copy, runCommand, async () => (await import('./copy-to-repository.ts')).copyToRepository);
}
