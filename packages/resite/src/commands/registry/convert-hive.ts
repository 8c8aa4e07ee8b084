import { extname } from 'node:path';
import { ResiteError } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem';
import type { RegistryKey } from '@resite/registry';
import { writeHive } from '@resite/registry/hive';
import { createKey } from '@resite/registry/keys';
import { applyReg, parseReg } from '@resite/registry/reg';
import { fileTime } from '@resite/registry/values';
import type { Context } from '../../context.ts';
import { mountPoint, refuseExisting } from './paths.ts';
import { inFile, keyAt, readBytes, readHive } from './read-hive.ts';
import { salvage } from './salvage.ts';

const minorVersions = { '1.2': 2, '1.3': 3, '1.5': 5 } as const;

interface Options {
  readonly key?: string;
  readonly as?: string;
  readonly codePage: number;
  readonly format: keyof typeof minorVersions;
  readonly force?: boolean;
  readonly salvage?: boolean;
}

export async function convertHive(context: Context, from: string, to: string, options: Options): Promise<void> {
  await refuseExisting(to, options.force);
  const root =
    // biome-ignore lint/plugin: a file of this computer
    extname(from).toLowerCase() === '.reg' ? await readReg(from, to, options) : await readRoot(context, from, options);
  const minorVersion = minorVersions[options.format];
  const hive = inFile(from, () => writeHive(keyAt(from, root, options.key), { minorVersion, timestamp: now() }));
  await writeFileDurably(to, hive);
  context.emit({ message_type: 'written', file: to });
}

async function readRoot(context: Context, from: string, options: Options): Promise<RegistryKey> {
  return options.salvage ? salvage(context, from) : (await readHive(context, from)).root;
}

async function readReg(from: string, to: string, { as, codePage, salvage: isSalvage }: Options): Promise<RegistryKey> {
  if (isSalvage) throw new ResiteError('USAGE', '--salvage is for hives', { hint: 'Leave it out for a .reg file.' });
  const text = await readBytes(from);
  const path = mountPoint(to, as);
  const root = createKey(path.slice(path.lastIndexOf('\\') + 1), { lastWrite: now() });
  inFile(from, () => applyReg(parseReg(text, { codePage }), path, root, { lastWrite: now() }));
  return root;
}

function now(): bigint {
  return fileTime(new Date());
}
