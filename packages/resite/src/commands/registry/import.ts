import { stat } from 'node:fs/promises';
import { writeFileDurably } from '@resite/filesystem';
import {
  applyReg,
  cloneKey,
  differenceToJson,
  diffKeys,
  editHive,
  type HiveEditor,
  parseHive,
  parseReg,
  type RegistryDifference,
} from '@resite/registry';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { mountPoint, registryPath } from './paths.ts';
import { inFile, keyAt, readBytes, readHiveFile } from './read-hive.ts';

interface Options {
  readonly key?: string;
  readonly as?: string;
  readonly dryRun?: boolean;
}

export function addImport(registry: Command, perform: Perform): void {
  const command = registry
    .command('import')
    .description('Do to a hive what a .reg file says, and print what changed. Windows must not have it loaded.')
    .argument('<hive>', 'hive file; it is replaced as a whole or not at all')
    .argument('<file>', '.reg file')
    .option('--key <path>', 'refuse changes outside this key, counted from the root of the hive')
    .option('--as <path>', 'where the root of the hive is in the registry (default: HKLM and the name of the file)')
    .option('-n, --dry-run', 'only print what would change');
  addExamples(
    command,
    ['resite registry import ./SOFTWARE ./sms.reg', 'into a hive of a disk that is switched off'],
    ['resite registry import ./SMS.hiv ./sms.reg --as HKLM\\SOFTWARE\\Microsoft\\SMS', 'into a saved key'],
  );
  setHandler(command, perform, importReg);
}

async function importReg(context: Context, file: string, reg: string, options: Options): Promise<void> {
  const text = await readBytes(reg);
  const document = inFile(reg, () => parseReg(text));
  const bytes = await readHiveFile(context, file);
  const { root } = inFile(file, () => parseHive(bytes));
  const after = cloneKey(root);
  const mounted = mountPoint(file, options.as);
  inFile(reg, () => applyReg(document, registryPath(mounted, options.key), keyAt(file, after, options.key)));
  const differences = diffKeys(root, after, '');

  const hive = inFile(file, () => editHive(bytes));
  inFile(reg, () => {
    for (const difference of differences) change(hive, difference);
  });
  const changed = hive.bytes();
  for (const difference of differences) {
    context.emit({ message_type: 'registry_difference', ...differenceToJson(difference) });
  }
  if (options.dryRun !== true && !changed.equals(await readBytes(file))) {
    await writeFileDurably(file, changed, (await stat(file)).mode & 0o777);
  }
  context.emit({
    message_type: 'registry_imported',
    file,
    changes: differences.length,
    dry_run: options.dryRun === true,
  });
}

/** Paths are counted from the root of the hive. */
function change(hive: HiveEditor, difference: RegistryDifference): void {
  const { kind, path } = difference;
  if (kind === 'key-added') hive.createKey(path);
  else if (kind === 'key-removed') hive.removeKey(path);
  else if (kind === 'value-added') hive.setValue(path, difference.value);
  else if (kind === 'value-changed') hive.setValue(path, difference.after);
  else if (kind === 'value-removed' && hive.hasKey(path)) hive.deleteValue(path, difference.value.name);
}
