import { type Command, Option } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { codePageOption } from './code-page-option.ts';

export function addExport(registry: Command, runCommand: RunCommand): void {
  const command = registry
    .command('export')
    .description(
      'Write a hive, or a key of it, as the .reg file that reg export would make, or as one for REGEDIT of Windows NT 4.0.',
    )
    .argument('<hive>', 'hive file')
    .argument('<file>', '.reg file to write')
    .option('--key <path>', 'only this key and what is below it, counted from the root of the hive')
    .option('--as <path>', 'where the root of the hive is in the registry (default: HKLM and the name of the file)')
    .addOption(
      new Option(
        '--format <version>',
        '5.00 for REGEDIT of Windows 2000 and later, REGEDIT4 for that of Windows NT 4.0, too; REGEDT32 takes neither',
      )
        .choices(['5.00', 'REGEDIT4'])
        .default('5.00'),
    )
    .addOption(codePageOption('with REGEDIT4: the ANSI code page of the Windows that is to read it'))
    .option('--force', 'replace the file when it exists')
    .option('--salvage', 'of a damaged hive, write what can be read');
  addExamples(
    command,
    ['resite registry export ./SOFTWARE ./sms.reg --key Microsoft\\SMS', 'one key'],
    [
      'resite registry export ./SMS.hiv ./sms.reg --as HKLM\\SOFTWARE\\Microsoft\\SMS',
      'a saved key, to where it belongs',
    ],
    ['resite registry export ./SOFTWARE ./nt4.reg --key Microsoft\\SMS --format REGEDIT4', 'for Windows NT 4.0'],
  );
  setHandler(command, runCommand, async () => (await import('./export-hive.ts')).exportHive);
}
