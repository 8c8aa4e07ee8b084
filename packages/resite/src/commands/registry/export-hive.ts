import { writeFileDurably } from '@resite/filesystem';
import { formatReg } from '@resite/registry/reg';
import type { Context } from '../../context.ts';
import { mountPoint, refuseExisting, registryPath } from './paths.ts';
import { inFile, keyAt, readHive, salvage } from './read-hive.ts';

interface Options {
  readonly key?: string;
  readonly as?: string;
  readonly force?: boolean;
  readonly salvage?: boolean;
}

export async function exportHive(context: Context, file: string, output: string, options: Options): Promise<void> {
  await refuseExisting(output, options.force);
  const root = options.salvage ? await salvage(context, file) : (await readHive(context, file)).root;
  const key = keyAt(file, root, options.key);
  const path = registryPath(mountPoint(file, options.as), options.key);
  await writeFileDurably(
    output,
    inFile(file, () => formatReg(path, key)),
  );
  context.emit({ message_type: 'written', file: output });
}
