import { stat } from 'node:fs/promises';
import { writeFileDurably } from '@resite/filesystem';
import { diffKeys, type RegistryDifference } from '@resite/registry/differences';
import { parseHive } from '@resite/registry/hive';
import { editHive, type HiveEditor } from '@resite/registry/hive-edit';
import { differenceToJson } from '@resite/registry/json';
import { cloneKey } from '@resite/registry/keys';
import { applyReg, parseReg } from '@resite/registry/reg';
import type { Context } from '../../context.ts';
import { mountPoint, registryPath } from './paths.ts';
import { inFile, keyAt, readBytes, readHiveFile } from './read-hive.ts';

interface Options {
  readonly key?: string;
  readonly as?: string;
  readonly codePage: number;
  readonly dryRun?: boolean;
}

export async function importReg(context: Context, file: string, reg: string, options: Options): Promise<void> {
  const text = await readBytes(reg);
  const document = inFile(reg, () => parseReg(text, options));
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
