import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { knownIdsOption } from './known-ids-option.ts';

export function addIds(parent: Command, runCommand: RunCommand): void {
  const ids = parent
    .command('ids')
    .description(
      'Gather every SMS ID of the site, find those that are in use twice, and say what the next must be. Changes nothing.',
    )
    .argument('<site>', 'site code')
    .option('--snapshot <id>', 'look at a snapshot (latest is one) and not at the site server, as a restore would')
    .addOption(knownIdsOption());
  addExamples(
    ids,
    ['resite ids S01', 'of all logon servers and the database of the parent'],
    ['resite ids S01 --known-ids ids.txt', 'with a list from elsewhere'],
    ['resite ids S01 --snapshot latest', 'what would a restore choose?'],
  );
  setHandler(ids, runCommand, async () => (await import('./show-ids.ts')).showIds);
}
