import { randomUUID } from 'node:crypto';
import { linkSync, lstatSync, mkdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { ResiteError } from '@resite/errors';
import type { Target } from '../contract/target.ts';
import { makeDevice } from './device.ts';
import { localExisting } from './existing.ts';
import { refuseFolder, writeFileAside } from './file-writer.ts';
import { withRoom } from './full-disk.ts';
import { setMetadata } from './metadata.ts';
import { OpenedFolders } from './opened-folders.ts';
import { partPath } from './part.ts';
import { childPath, type LocalPath } from './path.ts';
import { makeRoot } from './root.ts';

export interface LocalTargetOptions {
  /** The ID of the tree that is restored: an interrupted restore of it goes on where it ended. */
  restored?: string;
}

/**
 * A folder of this computer, made when it is missing. Links that exist are replaced, never written through; folders that
 * exist are taken over when they are folders and no links, also read-only ones of this user. Owners are set when root restores. A file has its name only
 * while its content is whole: until then it is called `.resite-….part`.
 *
 * @example
 * ```ts
 * import { localTarget, openRepository } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const { tree } = await repository.findSnapshot('latest');
 * await repository.restore(tree, localTarget('./restored', { restored: tree }));
 * await repository.close();
 * ```
 */
export function localTarget(
  folder: LocalPath,
  { restored = randomUUID() }: LocalTargetOptions = {},
): Target<LocalPath> {
  const opened = new OpenedFolders();
  return {
    existing: localExisting(folder, restored, opened),
    root() {
      return withRoom(folder, () => makeRoot(folder));
    },
    async folder(parent, node) {
      const path = childPath(parent, node.name);
      makeFolder(path, opened);
      return path;
    },
    async file(parent, { name }, options) {
      const path = childPath(parent, name);
      return writeFileAside(path, partPath(path, restored), options);
    },
    inThreads: { restored, path: (parent, { name }) => childPath(parent, name) },
    async link(parent, node, firstParent, firstNode) {
      const path = childPath(parent, node.name);
      const first = childPath(firstParent, firstNode.name);
      if (isSameFile(path, first)) return;
      makeRoom(path);
      withRoom(path, () => linkSync(first, path));
    },
    async special(parent, node) {
      const path = childPath(parent, node.name);
      makeRoom(path);
      if (node.type === 'symlink') withRoom(path, () => symlinkSync(node.linkTarget ?? Buffer.alloc(0), path));
      else await makeDevice(path, node);
    },
    async metadata(parent, node, { existed = false } = {}) {
      const path = childPath(parent, node.name);
      setMetadata(path, node, { existed });
      if (node.type === 'dir') opened.settle(path);
    },
    finish: () => opened.close(),
  };
}

function makeFolder(path: LocalPath, opened: OpenedFolders): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) withRoom(path, () => mkdirSync(path, 0o700));
  else if (!there.isDirectory()) {
    throw new ResiteError('FILE_ACCESS', `${path} is there already and is no folder`, {
      hint: 'Remove it, or restore into another folder.',
    });
  } else opened.open(path);
}

/** Removes a file or link of that name; a folder stays, and makes what follows fail. */
function makeRoom(path: LocalPath): void {
  refuseFolder(path);
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) unlinkSync(path);
}

function isSameFile(path: LocalPath, other: LocalPath): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false, bigint: true });
  const first = lstatSync(other, { throwIfNoEntry: false, bigint: true });
  return there !== undefined && there.ino === first?.ino && there.dev === first.dev;
}
