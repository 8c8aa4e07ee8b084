import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isSystemError } from '@resite/errors';
import { writeFileDurably } from './durable.ts';
import { makeFolders } from './make-folders.ts';
import { port } from './port.ts';
import { type Judged, type Weakness, whoMayChange } from './who-may-change.ts';

/**
 * The disk of this computer, for the small files that a program keeps: keys, notes, evidence. Each is there as a whole or not at
 * all. What fails, fails as `node:fs` has it.
 */
export interface Disk {
  read(path: string): Promise<Buffer>;
  /** Durable when it returns; in the place of what was there. Readable by this user alone. */
  write(path: string, data: string | Uint8Array): Promise<void>;
  /** As `write`, but false when there is a file already. */
  create(path: string, data: string | Uint8Array): Promise<boolean>;
  /** A file that is not there is no error. */
  remove(path: string): Promise<void>;
  /** Names of what is in a folder. */
  list(folder: string): Promise<string[]>;
  /** With those above it; one that is there stays as it is. */
  makeFolder(path: string): Promise<void>;
  whoMayChange(path: string, judged?: Judged): Promise<Weakness | undefined>;
}

const realDisk: Disk = {
  read: path => readFile(path),
  write: (path, data) => writeFileDurably(path, data),
  async create(path, data) {
    const temporary = `${path}-tmp-${randomBytes(6).toString('hex')}`;
    try {
      await writeFile(temporary, data, { mode: 0o600, flush: true });
      await link(temporary, path);
      return true;
    } catch (error) {
      if (isSystemError(error, 'EEXIST')) return false;
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
  },
  remove: path => rm(path, { force: true }),
  list: folder => readdir(folder),
  async makeFolder(path) {
    makeFolders(path, 0o700);
  },
  whoMayChange,
};

export const disk = port<Disk>(realDisk);
