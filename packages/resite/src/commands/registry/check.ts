import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addCheck(registry: Command, runCommand: RunCommand): void {
  const check = registry
    .command('check')
    .description('Check a hive for everything that is not as Windows writes it, hashes and reference counts included.')
    .argument('<hive>', 'hive file');
  addExamples(
    check,
    ['resite registry check ./SOFTWARE', 'every record of it'],
    ['resite registry check ./SMS.hiv --json', 'for programs'],
  );
  setHandler(check, runCommand, async () => (await import('./check-file.ts')).checkFile);
}
