import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { defined, isSystemError, ResiteError } from '@resite/errors';
import { disk } from '@resite/filesystem/disk';
import { at } from '@resite/filesystem/port';
import { randomBytes } from '@resite/filesystem/randomness';
import { scratchMachines as names } from '@resite/lab/scratch-lab';
import type { HostSettings, Manifest } from '@resite/procedure';
import { isAlive, ownIdentity } from '@resite/procedure/journal';
import { z } from 'zod';
import { scratchMachines } from './scratch-machines.ts';

/** Machines of one rehearsal, powered on; they go off with this process, however it ends. */
export interface Scratch {
  readonly folder: string;
  /** Names of the hosts, such as no configured host and no other rehearsal has. */
  readonly target: string;
  readonly standIn: string | undefined;
  readonly hosts: Readonly<Record<string, HostSettings>>;
  /** Holds the password that the account of the services was made with. */
  readonly passwordFile: string;
  destroy(): Promise<void>;
  /** Powers the machines off and on, so that they stay on when this process ends. */
  keep(): Promise<void>;
}

/** Where the machines lie and whose they are, in `scratch` of the state folder: written before they are built, removed after them. */
const markerSchema = z.object({ folder: z.string(), owner: z.string(), kept: z.boolean() });

const prefix = 'resite-scratch-';

/** Builds and powers on a bare server with the identity that the snapshot records, in a private temporary folder. */
export async function createScratch(
  state: string,
  { site }: Manifest,
  { accounts, parentServer }: { accounts: readonly string[]; parentServer: string | undefined },
): Promise<Scratch> {
  const folder = join(tmpdir(), `${prefix}${randomBytes(8).toString('hex')}`);
  const marker = join(state, 'scratch', `${basename(folder)}.json`);
  const note = (kept: boolean) => at(disk).write(marker, JSON.stringify({ folder, owner: ownIdentity(), kept }));
  await at(disk).makeFolder(join(state, 'scratch'));
  await note(false);
  const destroy = async () => {
    await destroyFolder(folder);
    await at(disk).remove(marker);
  };
  try {
    const { hasStandIn } = await at(scratchMachines).build(folder, {
      ...site.identity,
      drives: [...new Set([...site.identity.drives, ...site.drives])].sort(),
      accounts,
      ...defined({ parentServer }),
    });
    const target = `scratch-${folder.slice(-6)}`;
    const standIn = hasStandIn ? `${target}-parent` : undefined;
    const host = (machine: string): HostSettings => ({ driver: 'lab', machine: join(folder, machine) });
    return {
      folder,
      target,
      standIn,
      hosts: Object.fromEntries([
        [target, host(names.server)],
        ...(standIn === undefined ? [] : [[standIn, host(names.parent)] as const]),
      ]),
      passwordFile: join(folder, 'service.password'),
      destroy,
      keep: async () => {
        await at(scratchMachines).keep(folder);
        await note(true);
      },
    };
  } catch (error) {
    await destroy();
    throw error;
  }
}

/** Removes what rehearsals have left whose process is gone; those that were kept stay. Returns the folders. */
export async function clearScratches(state: string): Promise<string[]> {
  const cleared: string[] = [];
  for (const name of await namesIn(join(state, 'scratch'))) {
    const path = join(state, 'scratch', name);
    const marker = await readMarker(path);
    if (marker === undefined || (!marker.kept && isAlive(marker.owner))) continue;
    const isThere = await at(scratchMachines).isThere(marker.folder);
    if (marker.kept && isThere) continue;
    if (isThere) cleared.push(marker.folder);
    await destroyFolder(marker.folder);
    await at(disk).remove(path);
  }
  return cleared;
}

/** The machines first, as a power loss would end them; nothing on them is worth an orderly end. */
async function destroyFolder(folder: string): Promise<void> {
  if (!basename(folder).startsWith(prefix)) throw new Error(`${folder} is not the folder of a rehearsal`);
  await at(scratchMachines).destroy(folder);
}

/** Undefined when another process has just removed it. */
async function readMarker(path: string): Promise<z.infer<typeof markerSchema> | undefined> {
  try {
    return markerSchema.parse(JSON.parse((await at(disk).read(path)).toString()));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw new ResiteError('JOURNAL_DAMAGED', `${path} cannot be read`, {
      hint: 'It names the folder of a rehearsal. Remove it, and resite-scratch-* in the temporary folder.',
      cause: error,
    });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await at(disk).list(folder)).filter(name => /^resite-scratch-[0-9a-f]+\.json$/.test(name));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
