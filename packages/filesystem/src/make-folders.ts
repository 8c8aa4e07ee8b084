import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isSystemError } from '@resite/errors';
import { type Path, pathFromText, textFromPath } from './path-text.ts';

/**
 * Makes a folder, with those above it; returns the uppermost that was made, undefined when there was nothing to make. Unlike Node's
 * recursive `mkdir`, it fails instead of trying without end where no folder can be made in one that is there, as in /proc.
 */
export function makeFolders(path: Path, mode?: number): Path | undefined {
  try {
    mkdirSync(path, { mode });
    return path;
  } catch (error) {
    if (isFolder(path)) return undefined;
    if (!isSystemError(error, 'ENOENT')) throw error;
    const above = pathFromText(dirname(textFromPath(path)));
    if (isFolder(above)) throw error;
    const made = makeFolders(above, mode);
    return makeFolders(path, mode) === undefined ? made : (made ?? path);
  }
}

function isFolder(path: Path): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // then making it says why
  }
}
