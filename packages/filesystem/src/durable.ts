import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathFromText } from './path-text.ts';

/** Writes a whole file with {@link replaceDurably}. Created private (0600) unless `mode` says otherwise. */
export async function writeFileDurably(path: string, data: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = `${path}-tmp-${randomBytes(6).toString('hex')}`;
  await replaceDurably(path, temporary, await open(temporary, 'wx', mode), { write: file => file.writeFile(data) });
}

/**
 * Lets a temporary file, open and in the same folder, take the place of `path` so that after a crash either the old or the
 * new content is there, never a part: fsync, rename, fsync of the folder. Closes it, and removes it when something fails.
 * In the paths, bytes that are not UTF-8 may be as `textFromBytes` has them. `write` gives it its content and all that belongs to it; `last` runs just before it takes its place and can still refuse.
 */
export async function replaceDurably(
  path: string,
  temporary: string,
  file: FileHandle,
  { write, last }: { write?: (file: FileHandle) => Promise<void>; last?: (() => Promise<void>) | undefined } = {},
): Promise<void> {
  try {
    try {
      await write?.(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await last?.();
    await rename(pathFromText(temporary), pathFromText(path));
  } catch (error) {
    await rm(pathFromText(temporary), { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes a rename, creation or removal inside the folder durable. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return; // Windows has no fsync of folders
  const folder = await open(pathFromText(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
