import { mkdir, rm, stat } from 'node:fs/promises';
import { isResiteError, isSystemError } from '@resite/errors';
import { port } from '@resite/filesystem/port';
import { readLab } from '@resite/lab/lab-file';
import { labDown, labKill, labUp } from '@resite/lab/power';
import { createScratchLab, scratchMachines as names, type ScratchServer } from '@resite/lab/scratch-lab';

/** The machines of one rehearsal lie in a folder of their own; see `createScratchLab`. */
export interface ScratchMachines {
  /** Builds them and powers them on; they go off with this process, however it ends. */
  build(folder: string, server: ScratchServer): Promise<{ readonly hasStandIn: boolean }>;
  /** Powers them off and on, so that they stay on when this process ends. */
  keep(folder: string): Promise<void>;
  isThere(folder: string): Promise<boolean>;
  /** Off as by a power loss, and gone. A folder that is not there is no error. */
  destroy(folder: string): Promise<void>;
}

const inLab: ScratchMachines = {
  async build(folder, server) {
    await mkdir(folder, { mode: 0o700 });
    await createScratchLab(folder, server);
    await labUp(folder, { exitWith: process.pid });
    const { machines } = await readLab(folder);
    return { hasStandIn: names.parent in machines };
  },
  async keep(folder) {
    await labDown(folder);
    await labUp(folder);
  },
  isThere: folder =>
    stat(folder).then(
      () => true,
      (error: unknown) => {
        if (isSystemError(error, 'ENOENT')) return false;
        throw error;
      },
    ),
  async destroy(folder) {
    try {
      await labKill(folder);
    } catch (error) {
      // Cut off before it was whole, or another process has just removed it.
      if (!isResiteError(error, 'LAB_MISSING', 'FILE_MISSING')) throw error;
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
};

export const scratchMachines = port(inLab);
