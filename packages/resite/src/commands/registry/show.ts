import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addShow(registry: Command, runCommand: RunCommand): void {
  const show = registry
    .command('show')
    .description('Print the keys and values of a hive.')
    .argument('<hive>', 'hive file')
    .option('--key <path>', 'only this key and what is below it, counted from the root of the hive')
    .option('--security', 'also print security descriptors, as SDDL')
    .option('--salvage', 'of a damaged hive, print what can be read');
  addExamples(
    show,
    ['resite registry show ./SOFTWARE --key Microsoft\\SMS', 'one key with all below it'],
    ['resite registry show ./SMS.hiv --json', 'all of it, for programs'],
  );
  setHandler(show, runCommand, async () => (await import('./show-hive.ts')).showHive);
}
