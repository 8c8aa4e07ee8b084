import { accessSync, chmodSync, constants, lstatSync } from 'node:fs';
import { isSystemError } from '@resite/errors';
import { type LocalPath, pathKey } from './path.ts';

const everything = constants.R_OK | constants.W_OK | constants.X_OK;

/** Folders of this user that he may not read or change, such as read-only ones of an earlier restore, opened to him for a while. */
export class OpenedFolders {
  /** By path, the mode before. */
  readonly #modes = new Map<string, { path: LocalPath; mode: number }>();

  /** Does nothing to what is no folder, and to folders of others: the system says best what is not allowed there. */
  open(path: LocalPath): void {
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (!there?.isDirectory() || there.uid !== process.geteuid?.()) return;
    if ((there.mode & 0o700) === 0o700 || isAllowed(path, everything)) return;
    const mode = there.mode & 0o7777;
    chmodSync(path, mode | 0o700);
    this.#modes.set(pathKey(path), { path, mode });
  }

  /** The folder has been given a mode. */
  settle(path: LocalPath): void {
    if (this.#modes.size > 0) this.#modes.delete(pathKey(path));
  }

  /** Gives back their modes to those that got no other. */
  close(): void {
    for (const { path, mode } of [...this.#modes.values()].reverse()) {
      try {
        chmodSync(path, mode);
      } catch (error) {
        if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error; // removed meanwhile
      }
    }
    this.#modes.clear();
  }
}

export function isAllowed(path: LocalPath, access: number): boolean {
  try {
    accessSync(path, access);
    return true;
  } catch (error) {
    if (!isSystemError(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
    return false;
  }
}
