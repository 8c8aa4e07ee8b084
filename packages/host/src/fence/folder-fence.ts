import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem';
import { withFolderLock } from './folder-lock.ts';

/** The counter that says who may change a host: only the holder of the latest number. */
export interface Fence {
  /** 0 when nobody has claimed the host yet. */
  latest(): Promise<number>;
  /** A number above all earlier ones, durable before it is returned. */
  claim(): Promise<number>;
}

/** The fence in the file `fence` of a machine's folder. Claims made side by side, by several processes too, get different numbers. */
export function folderFence(folder: string): Fence {
  const path = join(folder, 'fence');

  const latest = async () => {
    const text = await readFile(path, 'utf8').catch(error => {
      if (isSystemError(error, 'ENOENT')) return '0';
      throw new ResiteError('FILE_ACCESS', `cannot read the fence ${path}: ${error.code}`, { cause: error });
    });
    if (/^\d{1,15}\s*$/.test(text)) return Number(text);
    throw new ResiteError('HOST_PROTOCOL', `the fence ${path} does not hold a number`, {
      hint: 'Make sure that no run is under way and delete the file.',
    });
  };

  return {
    latest,
    claim: () =>
      withFolderLock(folder, async () => {
        const fence = (await latest()) + 1;
        await writeFileDurably(path, `${fence}\n`);
        return fence;
      }),
  };
}
