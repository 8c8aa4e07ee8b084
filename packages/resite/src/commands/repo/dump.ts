import type { ArchiveKind } from '@resite/repository/explore';
import { type Command, Option } from 'commander';
import { takesBytes } from '../bytes-in-names.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { addLatestOptions, snapshotArgument } from './filter-options.ts';

const kinds: readonly ArchiveKind[] = ['tar', 'zip'];

export function addDump(repo: Command, runCommand: RunCommand): void {
  const command = repo
    .command('dump')
    .description('Write a file of a snapshot to the output, or a folder as an archive.')
    .argument('<snapshot>', snapshotArgument)
    .argument('<path>', 'file or folder in it; / is everything')
    .addOption(new Option('-a, --archive <kind>', 'what a folder is written as (default: tar)').choices(kinds))
    .option('-t, --target <file>', 'write it to this file, which must not exist');
  addLatestOptions(command);
  takesBytes(command, 'snapshot', 'path', 'target');
  addExamples(
    command,
    ['resite repo dump latest /C/SMS.INI', 'to the terminal'],
    ['resite repo dump latest /C/SMS --target sms.tar', 'a folder, to a file'],
    ['resite repo dump latest /C/SMS --archive zip --target sms.zip', 'for those who have no tar'],
  );
  setHandler(command, runCommand, async () => (await import('./dump-from-snapshot.ts')).dumpFromSnapshot);
}
