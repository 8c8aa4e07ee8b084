import { type Command, Option } from 'commander';
import { setValueKinds } from '../../completion/value-kind.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { codePageOption } from './code-page-option.ts';

export function addConvert(registry: Command, runCommand: RunCommand): void {
  const convert = registry
    .command('convert')
    .description('Write a fresh, compact hive from a hive, a key of it, or a .reg file.')
    .argument('<from>', 'hive or .reg file')
    .argument('<to>', 'hive file to write')
    .option('--key <path>', 'only this key and what is below it, as Save Key of REGEDT32 does')
    .option('--as <path>', 'for a .reg file: where the root of the hive is in the registry')
    .addOption(
      new Option(
        '--format <version>',
        '1.2 for Windows NT 3.5 and 3.51, 1.3 for NT 4.0 and later, 1.5 for Windows XP and later',
      )
        .choices(['1.2', '1.3', '1.5'])
        .default('1.3'),
    )
    .addOption(codePageOption('of a REGEDIT4 file: its ANSI code page'))
    .option('--force', 'replace the file when it exists')
    .option('--salvage', 'of a damaged hive, take what can be read');
  setValueKinds(convert, { from: 'file', to: 'file' });
  addExamples(
    convert,
    ['resite registry convert ./SOFTWARE ./SMS.hiv --key Microsoft\\SMS', 'save a key as a hive of its own'],
    ['resite registry convert ./SMS.hiv ./SMS351.hiv --format 1.2', 'for REGEDT32 of Windows NT 3.51'],
    ['resite registry convert ./sms.reg ./SMS.hiv --as HKLM\\SOFTWARE\\Microsoft\\SMS', 'from a .reg file'],
  );
  setHandler(convert, runCommand, async () => (await import('./convert-hive.ts')).convertHive);
}
