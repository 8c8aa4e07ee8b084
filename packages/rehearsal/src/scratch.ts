import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { defined, isResiteError, isSystemError, ResiteError } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem';
import { readLab } from '@resite/lab/lab-file';
import { labDown, labKill, labUp } from '@resite/lab/power';
import { createScratchLab, scratchMachines } from '@resite/lab/scratch-lab';
import type { HostSettings, Manifest } from '@resite/procedure';
import { isAlive, ownIdentity } from '@resite/procedure/journal';
import { z } from 'zod';

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

/** Where a scratch lab lies and whose it is, in `scratch` of the state folder: written before the lab, removed after it. */
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
  const note = (kept: boolean) => writeFileDurably(marker, JSON.stringify({ folder, owner: ownIdentity(), kept }));
  await mkdir(join(state, 'scratch'), { recursive: true, mode: 0o700 });
  await note(false);
  const destroy = async () => {
    await destroyFolder(folder);
    await rm(marker, { force: true });
  };
  try {
    await mkdir(folder, { mode: 0o700 });
    await createScratchLab(folder, {
      ...site.identity,
      drives: [...new Set([...site.identity.drives, ...site.drives])].sort(),
      accounts,
      ...defined({ parentServer }),
    });
    await labUp(folder, { exitWith: process.pid });
    const { machines } = await readLab(folder);
    const target = `scratch-${folder.slice(-6)}`;
    const standIn = scratchMachines.parent in machines ? `${target}-parent` : undefined;
    const host = (machine: string): HostSettings => ({ driver: 'lab', machine: join(folder, machine) });
    return {
      folder,
      target,
      standIn,
      hosts: Object.fromEntries([
        [target, host(scratchMachines.server)],
        ...(standIn === undefined ? [] : [[standIn, host(scratchMachines.parent)] as const]),
      ]),
      passwordFile: join(folder, 'service.password'),
      destroy,
      keep: async () => {
        await labDown(folder);
        await labUp(folder);
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
    if (marker.kept && (await exists(marker.folder))) continue;
    if (await exists(marker.folder)) cleared.push(marker.folder);
    await destroyFolder(marker.folder);
    await rm(path, { force: true });
  }
  return cleared;
}

/** The machines first, as a power loss would end them; nothing on them is worth an orderly end. */
async function destroyFolder(folder: string): Promise<void> {
  if (!basename(folder).startsWith(prefix)) throw new Error(`${folder} is not the folder of a rehearsal`);
  try {
    await labKill(folder);
  } catch (error) {
    // Cut off before it was whole, or another process has just removed it.
    if (!isResiteError(error, 'LAB_MISSING', 'FILE_MISSING')) throw error;
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Undefined when another process has just removed it. */
async function readMarker(path: string): Promise<z.infer<typeof markerSchema> | undefined> {
  try {
    return markerSchema.parse(JSON.parse(await readFile(path, 'utf8')));
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
    return (await readdir(folder)).filter(name => /^resite-scratch-[0-9a-f]+\.json$/.test(name));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    (error: unknown) => {
      if (isSystemError(error, 'ENOENT')) return false;
      throw error;
    },
  );
