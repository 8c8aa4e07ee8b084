import { upcase } from '@resite/registry/names';
import { needAttributes, newAttributes, shownAttributes } from '../files/attributes.ts';
import { diskFull, refused } from '../files/failure.ts';
import { letterOf, refuseWholeDrive } from '../files/whole-drive.ts';
import type { FileInfo, FileMetadata } from '../host.ts';
import { isBelow, otherThing, refuseReplacing } from './disk-rules.ts';
import { fileMissing } from './failures.ts';
import { type MemoryMachine, machineTime, nextNumber, update } from './machine.ts';
import { type FilePath, filePath } from './paths.ts';
import { allocated, type Drive, type Entry, type FileEntry, type Folder, follow, isFolder, put } from './tree.ts';

/** What can be done to the disks of a computer, at once. `name` is the computer's in messages; paths are Windows paths. */
export interface Disk {
  find(path: string): Entry | undefined;
  need(path: string): Entry;
  needFile(path: string): FileEntry;
  needFolder(path: string): Folder;
  write(path: string, data: Uint8Array): void;
  /** Creates the file or empties it; gives its inode. */
  open(path: string, size: number): bigint;
  /** Into the file with this inode; one that was removed meanwhile takes the bytes with it. */
  writeAt(path: string, inode: bigint, position: number, data: Uint8Array): void;
  sync(path: string, inode: bigint): void;
  createFolder(path: string): void;
  setMetadata(path: string, metadata: FileMetadata): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  freeBytes(drive: string): number;
}

const nothing = new Uint8Array();

export function diskOf(machine: MemoryMachine, name: string): Disk {
  const needDrive = (letter: string): Drive => {
    const drive = machine.state.drives.get(letter);
    if (drive) return drive;
    throw fileMissing(name, `${letter}:\\`);
  };

  const find = (path: string): Entry | undefined => {
    const { drive, keys } = filePath(path);
    const root = machine.state.drives.get(drive)?.root;
    if (!root) return undefined;
    const { entry, depth } = follow(root, keys);
    return depth === keys.length ? entry : undefined;
  };

  const need = (path: string): Entry => {
    const entry = find(path);
    if (entry) return entry;
    throw fileMissing(name, path);
  };

  const needFile = (path: string): FileEntry => {
    const entry = need(path);
    if (!isFolder(entry)) return entry;
    throw otherThing(path, entry);
  };

  const needFolder = (path: string): Folder => {
    const entry = need(path);
    if (isFolder(entry)) return entry;
    throw otherThing(path, entry);
  };

  /** `stamp` as `put` wants it. */
  const store = (path: FilePath, entry: Entry | undefined, stamp?: bigint) => {
    const drive = needDrive(path.drive);
    const root = put(drive.root, path.keys, entry, stamp);
    const before = follow(drive.root, path.keys);
    const freed = before.depth === path.keys.length ? allocated(before.entry) : 0;
    const used = drive.used - freed + (entry ? allocated(entry) : 0);
    update(machine, { drives: new Map(machine.state.drives).set(path.drive, { ...drive, root, used }) });
  };

  const needSpace = (letter: string, bytes: number, doing: string, path: string) => {
    const { capacity, used } = needDrive(letter);
    if (used + bytes > capacity) throw diskFull(doing, path);
  };

  const newInfo = (fileName: string, type: FileInfo['type'], stamp: bigint): FileInfo => ({
    name: fileName,
    type,
    size: 0,
    modified: stamp,
    created: stamp,
    changed: stamp,
    inode: BigInt(nextNumber(machine)),
    attributes: newAttributes(type === 'directory'),
  });

  /** Makes what is missing of a folder. */
  const makeFolders = (path: string, { drive, names, keys }: FilePath) => {
    const { entry, depth } = follow(needDrive(drive).root, keys);
    if (!isFolder(entry)) throw otherThing(path, entry, depth < keys.length);
    for (let count = depth; count < keys.length; count++) {
      const stamp = nextStamp(machine);
      const made: Folder = { info: newInfo(names[count]!, 'directory', stamp), children: new Map() };
      store({ drive, names, keys: keys.slice(0, count + 1) }, made, stamp);
    }
  };

  /** The entry of this path, or undefined where the folder above it exists. */
  const place = (path: string): Entry | undefined => {
    const { drive, names, keys } = filePath(path);
    const { entry, depth } = follow(needDrive(drive).root, keys);
    if (depth === keys.length) return entry;
    if (depth < keys.length - 1) throw fileMissing(name, `${drive}:\\${names.slice(0, -1).join('\\')}`);
    if (!isFolder(entry)) throw otherThing(path, entry, true);
    return undefined;
  };

  /** The file as long as the path leads to the one that was opened. */
  const opened = (path: string, inode: bigint): FileEntry | undefined => {
    const entry = find(path);
    return entry && !isFolder(entry) && entry.info.inode === inode ? entry : undefined;
  };

  return {
    find,
    need,
    needFile,
    needFolder,

    write: (path, data) => {
      const wanted = filePath(path);
      const present = find(path);
      if (present && isFolder(present)) throw otherThing(path, present);
      if (!present) makeFolders(path, { ...wanted, names: wanted.names.slice(0, -1), keys: wanted.keys.slice(0, -1) });
      // The old content stays until the new one is whole.
      needSpace(wanted.drive, data.length, 'write', path);
      const stamp = nextStamp(machine);
      const info = newInfo(present?.info.name ?? wanted.names.at(-1)!, 'file', stamp);
      const inherited = present && { created: present.info.created, attributes: present.info.attributes };
      store(
        wanted,
        {
          info: { ...info, ...inherited, size: data.length },
          securityDescriptor: present?.securityDescriptor,
          content: data.slice(),
          allocated: data.length,
        },
        stamp,
      );
    },

    open: (path, size) => {
      const present = place(path);
      if (present && isFolder(present)) throw otherThing(path, present);
      const wanted = filePath(path);
      const stamp = nextStamp(machine);
      const info = present
        ? { ...present.info, modified: stamp, changed: stamp }
        : newInfo(wanted.names.at(-1)!, 'file', stamp);
      const content = size === 0 ? nothing : new Uint8Array(size);
      const securityDescriptor = present?.securityDescriptor;
      const file: FileEntry = { info: { ...info, size }, securityDescriptor, content, allocated: 0, unsynced: true };
      store(wanted, file, present ? undefined : stamp);
      return info.inode!;
    },

    writeAt: (path, inode, position, data) => {
      const file = opened(path, inode);
      if (!file || data.length === 0) return;
      const size = Math.max(file.content.length, position + data.length);
      const room = Math.min(data.length, size - file.allocated);
      needSpace(filePath(path).drive, room, 'write', path);
      const content = new Uint8Array(size);
      content.set(file.content);
      content.set(data, position);
      const stamp = nextStamp(machine);
      const info = { ...file.info, size, modified: stamp, changed: stamp };
      store(filePath(path), { ...file, info, content, allocated: file.allocated + room, unsynced: true });
    },

    sync: (path, inode) => {
      const file = opened(path, inode);
      if (!file?.unsynced) return;
      const { unsynced: _, ...rest } = file;
      store(filePath(path), rest);
    },

    createFolder: path => makeFolders(path, filePath(path)),

    setMetadata: (path, { modified, created, attributes, securityDescriptor }) => {
      const entry = need(path);
      const info = { ...entry.info, changed: nextStamp(machine) };
      if (created !== undefined) info.created = created;
      if (attributes !== undefined) {
        needAttributes(attributes);
        info.attributes = shownAttributes(attributes, isFolder(entry));
      }
      if (modified !== undefined) info.modified = modified;
      const security = securityDescriptor?.slice() ?? entry.securityDescriptor;
      store(filePath(path), { ...entry, info, securityDescriptor: security });
    },

    rename: (from, to) => {
      refuseWholeDrive(from);
      refuseWholeDrive(to);
      const [source, target] = [find(from), place(to)];
      if (!source && target) return;
      if (!source) throw fileMissing(name, from);
      const [fromPath, toPath] = [filePath(from), filePath(to)];
      const other = target === source ? undefined : target;
      if (other) refuseReplacing(from, source, other);
      if (isFolder(source) && isBelow(toPath, fromPath)) throw refused('rename', from, 'EINVAL');
      const stamp = nextStamp(machine);
      const info = { ...source.info, name: other?.info.name ?? toPath.names.at(-1)!, changed: stamp };
      store(fromPath, undefined, stamp);
      store(toPath, { ...source, info }, stamp);
    },

    remove: path => {
      refuseWholeDrive(path);
      if (find(path)) store(filePath(path), undefined, nextStamp(machine));
    },

    freeBytes: drive => {
      const letter = letterOf(drive);
      const { capacity, used } = needDrive(upcase(letter));
      return Math.max(0, capacity - used);
    },
  };
}

/** The computer's clock in nanoseconds, in steps of 100, a later one each time while the clock stands. */
export function nextStamp(machine: MemoryMachine): bigint {
  const ms = Math.floor(machineTime(machine));
  const { lastStamp } = machine.state;
  const tick = lastStamp.ms === ms ? lastStamp.tick + 1 : 0;
  update(machine, { lastStamp: { ms, tick } });
  return BigInt(ms) * 1_000_000n + BigInt(tick * 100);
}
