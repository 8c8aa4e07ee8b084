import { chmod, type FileHandle, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import { replaceDurably, syncFolder } from '@resite/filesystem';
import { makeFolders } from '@resite/filesystem/make-folders';
import type { Remedy } from '../contract/remedy.ts';
import {
  type Backend,
  type FileType,
  filePath,
  isFileName,
  namedTypes,
  type Spool,
  type StoredFile,
} from './backend.ts';
import { fileError } from './file-error.ts';
import { isUnfinished, unfinishedPath } from './unfinished.ts';

/** A repository in a folder, laid out and protected as restic does it (restic: internal/backend/local, layout_default.go). */
export function localBackend(location: string): Backend {
  return new LocalBackend(location);
}

type Modes = Spool['modes'];

const privateModes: Modes = { folder: 0o700, file: 0o600 };
const groupModes: Modes = { folder: 0o770, file: 0o660 };

class LocalBackend implements Backend {
  readonly location: string;
  #modes: Promise<Modes> | undefined;

  constructor(location: string) {
    this.location = location;
  }

  async create(): Promise<void> {
    const folders: string[] = [...namedTypes];
    for (let first = 0; first < 256; first += 1) folders.push(`data/${first.toString(16).padStart(2, '0')}`);
    await this.#attempt('create', this.location, async () => {
      makeFolders(this.location, privateModes.folder);
      for (const folder of folders) makeFolders(join(this.location, folder), privateModes.folder);
      for (const folder of [join(this.location, 'data'), this.location, dirname(this.location)])
        await syncFolder(folder);
    });
  }

  async save(type: FileType, name: string, parts: readonly Uint8Array[]): Promise<void> {
    const path = this.localPath(type, name);
    await this.#attempt('write', path, async () => {
      const { modes } = await this.spool();
      if (type === 'data') await makeFolderOf(path, modes);
      const temporary = unfinishedPath(path);
      const file = await open(temporary, 'wx', modes.file);
      await replaceDurably(path, temporary, file, { write: () => writeAll(file, parts) });
      await chmod(path, readOnly(modes.file));
    });
  }

  async spool(): Promise<Spool> {
    this.#modes ??= this.#deriveModes();
    return { root: this.location, modes: await this.#modes };
  }

  async adopt(name: string, temporary: string): Promise<void> {
    const path = this.localPath('data', name);
    await this.#attempt('write', path, async () => {
      const { modes } = await this.spool();
      await makeFolderOf(path, modes);
      await replaceDurably(path, temporary, await open(temporary, 'r+'));
      await chmod(path, readOnly(modes.file));
    });
  }

  async load(type: FileType, name: string, range?: { offset: number; length: number }): Promise<Buffer> {
    const path = this.localPath(type, name);
    return this.#attempt('read', path, async () => {
      if (range === undefined) return readFile(path);
      const file = await open(path, 'r');
      try {
        const data = Buffer.allocUnsafeSlow(range.length);
        let filled = 0;
        while (filled < range.length) {
          const { bytesRead } = await file.read(data, filled, range.length - filled, range.offset + filled);
          if (bytesRead === 0)
            throw new ResiteError('REPOSITORY_DAMAGED', `${path} ends early`, {
              remedy: { kind: 'find-damage' } satisfies Remedy,
            });
          filled += bytesRead;
        }
        return data;
      } finally {
        await file.close();
      }
    });
  }

  localPath(type: FileType, name: string): string {
    return join(this.location, filePath(type, name));
  }

  async list(type: FileType): Promise<StoredFile[]> {
    if (type === 'config') return this.#sizes(this.location, ['config'], '');
    const root = join(this.location, type);
    const names = await this.#attempt('list', root, () => readdir(root));
    if (type !== 'data') return this.#sizes(root, names.filter(isFileName));
    const files: StoredFile[] = [];
    for (const prefix of names.filter(name => /^[0-9a-f]{2}$/.test(name))) {
      const folder = join(root, prefix);
      const inside = await this.#attempt('list', folder, () => readdir(folder));
      files.push(...(await this.#sizes(folder, inside.filter(isFileName))));
    }
    return files;
  }

  async remove(type: FileType, name: string): Promise<void> {
    const path = this.localPath(type, name);
    await this.#attempt('remove', path, async () => {
      await rm(path, { force: true });
      if (type !== 'data' && type !== 'locks') await syncFolder(dirname(path));
    });
  }

  /** Unfinished locks stay: somebody may be about to take one. */
  async removeUnfinished(): Promise<void> {
    const folders = [
      'keys',
      'snapshots',
      'index',
      ...(await readdir(join(this.location, 'data'))).map(name => `data/${name}`),
    ];
    for (const folder of folders.map(name => join(this.location, name))) {
      await this.#attempt('clean', folder, async () => {
        for (const name of await readdir(folder)) {
          if (isUnfinished(name)) await rm(join(folder, name), { force: true });
        }
      });
    }
  }

  async close(): Promise<void> {}

  /** A repository that its group may read stays readable for the group. */
  async #deriveModes(): Promise<Modes> {
    try {
      return (await stat(this.localPath('config', ''))).mode & 0o040 ? groupModes : privateModes;
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return privateModes;
      throw error;
    }
  }

  async #sizes(folder: string, names: string[], shown?: string): Promise<StoredFile[]> {
    const files: StoredFile[] = [];
    for (const name of names) {
      try {
        files.push({ name: shown ?? name, size: (await stat(join(folder, name))).size });
      } catch (error) {
        if (!isSystemError(error, 'ENOENT')) throw fileError('list', join(folder, name), error);
      }
    }
    return files;
  }

  async #attempt<T>(doing: string, path: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw fileError(doing, path, error);
    }
  }
}

async function makeFolderOf(path: string, modes: Modes): Promise<void> {
  const folder = dirname(path);
  const made = makeFolders(folder, modes.folder);
  if (made !== undefined) await syncFolder(dirname(folder));
}

/** For a file that is complete: nobody can damage a read-only file by mistake. */
const readOnly = (mode: number) => mode & ~0o222;

async function writeAll(file: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  const atOnce = 512; // the kernel takes 1024 parts (IOV_MAX)
  for (let from = 0; from < parts.length; from += atOnce) {
    let batch = parts.slice(from, from + atOnce);
    while (batch.length > 0) batch = remaining(batch, (await file.writev(batch)).bytesWritten);
  }
}

function remaining(parts: Uint8Array[], written: number): Uint8Array[] {
  let left = written;
  for (const [index, part] of parts.entries()) {
    if (left < part.length) return [part.subarray(left), ...parts.slice(index + 1)];
    left -= part.length;
  }
  return [];
}
