import { extname } from 'node:path';
import { ResiteError } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem';
import { applyReg, createKey, fileTime, parseReg, type RegistryKey, writeHive } from '@resite/registry';
import { type Command, Option } from 'commander';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { mountPoint, refuseExisting } from './paths.ts';
import { inFile, keyAt, readBytes, readHive, salvage } from './read-hive.ts';

interface Options {
  readonly key?: string;
  readonly as?: string;
  readonly format: '1.3' | '1.5';
  readonly force?: boolean;
  readonly salvage?: boolean;
}

export function addConvert(registry: Command, perform: Perform): void {
  const convert = registry
    .command('convert')
    .description('Write a fresh, compact hive from a hive, a key of it, or a .reg file.')
    .argument('<from>', 'hive or .reg file')
    .argument('<to>', 'hive file to write')
    .option('--key <path>', 'only this key and what is below it, as Save Key of REGEDT32 does')
    .option('--as <path>', 'for a .reg file: where the root of the hive is in the registry')
    .addOption(
      new Option('--format <version>', '1.3 for Windows NT 4.0 and later, 1.5 for Windows XP and later')
        .choices(['1.3', '1.5'])
        .default('1.3'),
    )
    .option('--force', 'replace the file when it exists')
    .option('--salvage', 'of a damaged hive, take what can be read');
  addExamples(
    convert,
    ['resite registry convert ./SOFTWARE ./SMS.hiv --key Microsoft\\SMS', 'save a key as a hive of its own'],
    ['resite registry convert ./sms.reg ./SMS.hiv --as HKLM\\SOFTWARE\\Microsoft\\SMS', 'from a .reg file'],
  );
  setHandler(convert, perform, convertHive);
}

async function convertHive(context: Context, from: string, to: string, options: Options): Promise<void> {
  await refuseExisting(to, options.force);
  const root =
    extname(from).toLowerCase() === '.reg' ? await readReg(from, to, options) : await readRoot(context, from, options);
  const minorVersion = options.format === '1.3' ? 3 : 5;
  const hive = inFile(from, () => writeHive(keyAt(from, root, options.key), { minorVersion, timestamp: now() }));
  await writeFileDurably(to, hive);
  context.emit({ message_type: 'written', file: to });
}

async function readRoot(context: Context, from: string, options: Options): Promise<RegistryKey> {
  return options.salvage ? salvage(context, from) : (await readHive(context, from)).root;
}

async function readReg(from: string, to: string, { as, salvage: isSalvage }: Options): Promise<RegistryKey> {
  if (isSalvage) throw new ResiteError('USAGE', '--salvage is for hives', { hint: 'Leave it out for a .reg file.' });
  const text = await readBytes(from);
  const path = mountPoint(to, as);
  const root = createKey(path.slice(path.lastIndexOf('\\') + 1), { lastWrite: now() });
  inFile(from, () => applyReg(parseReg(text), path, root, { lastWrite: now() }));
  return root;
}

function now(): bigint {
  return fileTime(new Date());
}
