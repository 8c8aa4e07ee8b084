import { linkSync, lstatSync, mkdirSync, realpathSync, symlinkSync, unlinkSync } from 'node:fs';
import { ResiteError } from '@resite/errors';
import type { Target } from '../target.ts';
import { makeDevice } from './device.ts';
import { createFile } from './file-writer.ts';
import { setMetadata } from './metadata.ts';
import { childPath, type LocalPath } from './path.ts';

/**
 * A folder of this computer, made when it is missing. Files and links that exist are replaced, never written through;
 * folders that exist are taken over when they are folders and no links. Owners are set when root restores.
 */
export function localTarget(folder: string): Target<LocalPath> {
  return {
    root() {
      mkdirSync(folder, { recursive: true });
      return realpathSync(folder);
    },
    async folder(parent, node) {
      const path = childPath(parent, node.name);
      makeFolder(path);
      return path;
    },
    async file(parent, node) {
      const path = childPath(parent, node.name);
      makeRoom(path);
      return createFile(path);
    },
    async link(parent, node, firstParent, firstNode) {
      const path = childPath(parent, node.name);
      makeRoom(path);
      linkSync(childPath(firstParent, firstNode.name), path);
    },
    async special(parent, node) {
      const path = childPath(parent, node.name);
      makeRoom(path);
      if (node.type === 'symlink') symlinkSync(node.linkTarget ?? Buffer.alloc(0), path);
      else await makeDevice(path, node);
    },
    async metadata(parent, node) {
      setMetadata(childPath(parent, node.name), node);
    },
  };
}

function makeFolder(path: LocalPath): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) mkdirSync(path, 0o700);
  else if (!there.isDirectory()) {
    throw new ResiteError('FILE_ACCESS', `${path} is there already and is no folder`, {
      hint: 'Remove it, or restore into another folder.',
    });
  }
}

/** Takes away a file or link of that name; a folder stays and makes what follows fail. */
function makeRoom(path: LocalPath): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) {
    throw new ResiteError('FILE_ACCESS', `${path} is there already and is a folder`, {
      hint: 'Remove it, or restore into another folder.',
    });
  }
  if (there !== undefined) unlinkSync(path);
}
