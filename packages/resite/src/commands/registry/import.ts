import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { codePageOption } from './code-page-option.ts';

export function addImport(registry: Command, runCommand: RunCommand): void {
  const command = registry
    .command('import')
    .description('Apply a .reg file to a hive, and print what changed. Windows must not have the hive loaded.')
    .argument('<hive>', 'hive file; it is replaced as a whole or not at all')
    .argument('<file>', '.reg file')
    .option('--key <path>', 'refuse changes outside this key, counted from the root of the hive')
    .option('--as <path>', 'where the root of the hive is in the registry (default: HKLM and the name of the file)')
    .addOption(codePageOption('of a REGEDIT4 file: its ANSI code page'))
    .option('-n, --dry-run', 'only print what would change');
  addExamples(
    command,
    ['resite registry import ./SOFTWARE ./sms.reg', 'into a hive of a disk that is switched off'],
    ['resite registry import ./SMS.hiv ./sms.reg --as HKLM\\SOFTWARE\\Microsoft\\SMS', 'into a saved key'],
  );
  setHandler(command, runCommand, async () => (await import('./import-reg.ts')).importReg);
}
