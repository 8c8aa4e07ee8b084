import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addExport(registry: Command, runCommand: RunCommand): void {
  const command = registry
    .command('export')
    .description('Write a hive, or a key of it, as the .reg file that reg export would make.')
    .argument('<hive>', 'hive file')
    .argument('<file>', '.reg file to write')
    .option('--key <path>', 'only this key and what is below it, counted from the root of the hive')
    .option('--as <path>', 'where the root of the hive is in the registry (default: HKLM and the name of the file)')
    .option('--force', 'replace the file when it exists')
    .option('--salvage', 'of a damaged hive, write what can be read');
  addExamples(
    command,
    ['resite registry export ./SOFTWARE ./sms.reg --key Microsoft\\SMS', 'one key'],
    [
      'resite registry export ./SMS.hiv ./sms.reg --as HKLM\\SOFTWARE\\Microsoft\\SMS',
      'a saved key, to where it belongs',
    ],
  );
  setHandler(command, runCommand, async () => (await import('./export-hive.ts')).exportHive);
}
