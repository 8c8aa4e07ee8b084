import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  read,
  readdirSync,
  readSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import type { Existing, ExistingContent } from '../contract/target.ts';
import { EntryShare, LocalEntry } from './entry.ts';
import type { OpenedFolders } from './opened-folders.ts';
import { isPartName, partPath } from './part.ts';
import { childPath, type LocalPath } from './path.ts';
import { findRoot } from './root.ts';

/** Below this many bytes the way to another thread costs more than it saves. */
const worthThread = 128 * 1024;
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export function localExisting(folder: LocalPath, restored: string, opened: OpenedFolders): Existing<LocalPath> {
  const share = new EntryShare({ users: new Map(), groups: new Map() });
  return {
    root: () => findRoot(folder),
    look(parent, { name }) {
      const path = childPath(parent, name);
      const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
      return stat && new LocalEntry(parent, name.toString('latin1'), stat, share);
    },
    folder: (parent, { name }) => childPath(parent, name),
    open: path => opened.open(path),
    content(parent, { name }) {
      const path = childPath(parent, name);
      const part = openContent(partPath(path, restored), true);
      if (part?.reusable) return part;
      part?.close();
      return openContent(path, false);
    },
    names: folder => readdirSync(folder, 'buffer').filter(name => !isPartName(name)),
    remove(parent, { name }) {
      const path = childPath(parent, name);
      if (lstatSync(path).isDirectory()) rmdirSync(path);
      else unlinkSync(path);
    },
  };
}

/** Opens only a file: no link, and no pipe that would wait for a writer. */
function openContent(path: LocalPath, unfinished: boolean): ExistingContent | undefined {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const file = openSync(path, readFlags);
  const stat = fstatSync(file);
  const user = process.geteuid?.() ?? 0;
  return {
    size: stat.size,
    unfinished,
    reusable: stat.isFile() && stat.nlink === 1 && (user === 0 || user === stat.uid),
    async read(position, length) {
      const buffer = Buffer.allocUnsafeSlow(length);
      let filled = 0;
      while (filled < length) {
        const count = await readSome(file, buffer.subarray(filled), position + filled);
        if (count === 0) break;
        filled += count;
      }
      return buffer.subarray(0, filled);
    },
    close: () => closeSync(file),
  };
}

async function readSome(file: number, buffer: Buffer, position: number): Promise<number> {
  if (buffer.length < worthThread) return readSync(file, buffer, 0, buffer.length, position);
  return new Promise((resolve, reject) => {
    read(file, buffer, 0, buffer.length, position, (error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
