import { writeFileDurably } from '@resite/filesystem';
import { describeLeftOut, formatReg, formatRegedit4 } from '@resite/registry/reg';
import type { Context } from '../../context.ts';
import { mountPoint, refuseExisting, registryPath } from './paths.ts';
import { inFile, keyAt, readHive } from './read-hive.ts';
import { salvage } from './salvage.ts';

interface Options {
  readonly key?: string;
  readonly as?: string;
  readonly format: '5.00' | 'REGEDIT4';
  readonly codePage: number;
  readonly force?: boolean;
  readonly salvage?: boolean;
}

export async function exportHive(context: Context, file: string, output: string, options: Options): Promise<void> {
  await refuseExisting(output, options.force);
  const root = options.salvage ? await salvage(context, file) : (await readHive(context, file)).root;
  const key = keyAt(file, root, options.key);
  const path = registryPath(mountPoint(file, options.as), options.key);
  const { bytes, leftOut } = inFile(file, () =>
    options.format === 'REGEDIT4'
      ? formatRegedit4(path, key, { codePage: options.codePage })
      : { bytes: formatReg(path, key), leftOut: [] },
  );
  await writeFileDurably(output, bytes);
  for (const one of leftOut) {
    context.emit({ message_type: 'warning', text: `Not in ${output}: ${describeLeftOut(one)}.` });
  }
  context.emit({ message_type: 'written', file: output });
}
