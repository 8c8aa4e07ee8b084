import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ResiteError } from '@resite/errors';
import { syncFolder } from '@resite/filesystem';
import { upcase } from '@resite/registry/names';
import type { Files } from '../host.ts';
import { driveFolder } from './drives.ts';
import { withFileFailure } from './failure.ts';
import { listFolder } from './list-folder.ts';
import { type Location, locate } from './locate.ts';
import { fileInfo, readSecurityDescriptor, writeMetadata } from './metadata.ts';
import { openDiskWriter, readChunks } from './open-file.ts';
import { replaceFile } from './replace-file.ts';
import { letterOf, refuseWholeDrive } from './whole-drive.ts';
import { formatWindowsPath, parseWindowsPath, type WindowsPath } from './windows-path.ts';

export type FileIntent = 'read' | 'change';

/** Asked before each access, and again before a change takes effect; throws when it may not be. */
export type FileGuard = (intent: FileIntent) => Promise<void>;

/**
 * The files of a Windows computer in a folder whose subfolders `C`, `D` … are its drives. Names compare as Windows compares them;
 * attributes, creation times and security descriptors are kept in extended attributes (`lab-protocol.ts`).
 *
 * A symbolic link, device, socket or fifo shows as a file that can be removed and renamed, and refuses everything else with `FILE_ACCESS`.
 * The read-only attribute is recorded and not enforced. Short names (`PROGRA~1`) are not known.
 */
export function diskFiles(folder: string, guard: FileGuard = async () => {}): Files {
  const change = () => guard('change');

  /** Undefined when there is nothing at the path. */
  const find = async (path: string) => {
    const wanted = parseWindowsPath(path);
    const location = await locate(folder, wanted);
    return location && location.missing.length === 0 ? { ...location, wanted } : undefined;
  };

  const need = async (path: string, type?: 'file' | 'directory') => {
    const found = await find(path);
    if (!found) throw missing(folder, path);
    if (type) needType(found, type, path);
    return found;
  };

  /** Where a file or folder of this path is or would be, and the folder above it, which must exist. */
  const place = async (path: string) => {
    const wanted = parseWindowsPath(path);
    const location = await locate(folder, wanted);
    if (!location || location.missing.length > 1) throw missing(folder, parentOf(wanted));
    if (location.missing.length === 0) return location;
    needType(location, 'directory', parentOf(wanted));
    return { path: join(location.path, location.missing[0]!), stats: undefined };
  };

  const makeFolders = async (path: string, wanted: WindowsPath) => {
    const location = await locate(folder, wanted);
    if (!location) throw missing(folder, `${wanted.drive}:\\`);
    needType(location, 'directory', path);
    let current = location.path;
    for (const name of location.missing) {
      await mkdir(join(current, name), { recursive: true, mode: 0o700 });
      await syncFolder(current);
      current = join(current, name);
    }
    return current;
  };

  const access = async <Result>(intent: FileIntent, doing: string, path: string, action: () => Promise<Result>) => {
    parseWindowsPath(path);
    await guard(intent);
    return withFileFailure(doing, `${path} in ${folder}`, action);
  };

  async function* stream(path: string): AsyncGenerator<Buffer> {
    const { path: found, stats } = await access('read', 'read', path, () => need(path, 'file'));
    yield* readChunks(found, Number(stats.size), `${path} in ${folder}`);
  }

  const measure = async (drive: string) => {
    const letter = letterOf(drive);
    await guard('read');
    return withFileFailure('measure', `drive ${letter}: in ${folder}`, async () => {
      const path = await driveFolder(folder, letter);
      if (path === undefined) throw missing(folder, `${upcase(letter)}:\\`);
      return statfs(path);
    });
  };

  return {
    stat: path =>
      access('read', 'look at', path, async () => {
        const found = await find(path);
        return found && fileInfo(nameOf(found.wanted, found.path), found.path, found.stats);
      }),

    list: (path, options) =>
      access('read', 'list', path, async () => listFolder((await need(path, 'directory')).path, options)),

    securityDescriptor: path =>
      access('read', 'read the security of', path, async () => readSecurityDescriptor((await need(path)).path)),

    async read(path) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream(path)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },

    stream,

    write: (path, data) =>
      access('change', 'write', path, async () => {
        const { drive, names } = parseWindowsPath(path);
        const location = await find(path);
        if (location) needType(location, 'file', path);
        const above = location ?? {
          path: join(await makeFolders(path, { drive, names: names.slice(0, -1) }), names.at(-1)!),
        };
        await replaceFile(above.path, data, change);
      }),

    openWriter: (path, size) =>
      access('change', 'write', path, async () => {
        const { path: target, stats } = await place(path);
        if (stats) needType({ path: target, stats, missing: [] }, 'file', path);
        return openDiskWriter(target, size, { described: `${path} in ${folder}`, change });
      }),

    createFolder: path =>
      access('change', 'create the folder', path, async () => {
        await makeFolders(path, parseWindowsPath(path));
      }),

    setMetadata: (path, metadata) =>
      access('change', 'set the metadata of', path, async () => {
        const found = await need(path);
        needOrdinary(found, path);
        writeMetadata(found.path, found.stats, metadata);
      }),

    rename: (from, to) =>
      access('change', 'rename', from, async () => {
        refuseWholeDrive(from);
        refuseWholeDrive(to);
        const source = await find(from);
        const target = await place(to);
        // Another attempt at the same rename has done it already.
        if (!source && target.stats) return;
        if (!source) throw missing(folder, from);
        const sameEntry = target.stats?.ino === source.stats.ino && target.path === source.path;
        const destination = sameEntry ? join(dirname(source.path), parseWindowsPath(to).names.at(-1)!) : target.path;
        await rename(source.path, destination);
        for (const above of new Set([dirname(source.path), dirname(destination)])) await syncFolder(above);
      }),

    remove: path =>
      access('change', 'remove', path, async () => {
        refuseWholeDrive(path);
        const found = await find(path);
        if (!found) return;
        await rm(found.path, { recursive: true, force: true });
        await syncFolder(dirname(found.path));
      }),

    freeBytes: async drive => {
      const { bavail, bsize } = await measure(drive);
      return bavail * bsize;
    },

    fileSystem: async drive => fileSystems.get((await measure(drive)).type),
  };
}

/** By the numbers that Linux has for them (linux/magic.h); drivers in user space, as NTFS-3G is, all have one. */
const fileSystems: ReadonlyMap<number, string> = new Map([
  [0x4d44, 'FAT'],
  [0x7366746e, 'NTFS'],
]);

function needType({ stats, missing: names }: Location, type: 'file' | 'directory', path: string): void {
  if (type === 'directory' ? stats.isDirectory() : stats.isFile() && names.length === 0) return;
  const is = stats.isDirectory() ? 'a folder' : stats.isFile() ? 'a file' : 'a link, device, socket or fifo';
  throw new ResiteError(
    'FILE_ACCESS',
    `${path}: ${names.length > 0 ? 'what is on the way' : 'what is there'} is ${is}`,
    stats.isDirectory() || stats.isFile()
      ? {}
      : { hint: 'Windows NT has none of these: put the file or the folder itself in its place, or remove it.' },
  );
}

function needOrdinary(location: Location, path: string): void {
  if (!location.stats.isDirectory()) needType(location, 'file', path);
}

/** As stored, or as asked for at the root of a drive. */
function nameOf(wanted: WindowsPath, path: string): string {
  return wanted.names.length === 0 ? '' : basename(path);
}

function parentOf({ drive, names }: WindowsPath): string {
  return formatWindowsPath({ drive, names: names.slice(0, -1) });
}

function missing(folder: string, path: string): ResiteError {
  return new ResiteError('FILE_MISSING', `there is no ${path} in ${folder}`);
}
