import type { FileInfo } from '../host.ts';

/** What a drive holds. Nothing here is changed in place: a change makes anew what lies on the way to it. */
export interface Drive {
  readonly root: Folder;
  /** Bytes that all files together may take. */
  readonly capacity: number;
  readonly used: number;
}

export interface FileEntry {
  readonly info: Readonly<FileInfo>;
  readonly securityDescriptor?: Uint8Array | undefined;
  readonly content: Uint8Array;
  /** Bytes that it takes from the drive. */
  readonly allocated: number;
  /** Written to, and not made durable yet. */
  readonly unsynced?: boolean;
}

export interface Folder {
  readonly info: Readonly<FileInfo>;
  readonly securityDescriptor?: Uint8Array | undefined;
  /** By the names as they compare. */
  readonly children: ReadonlyMap<string, Entry>;
}

export type Entry = FileEntry | Folder;

export function isFolder(entry: Entry): entry is Folder {
  return 'children' in entry;
}

/** How far a path leads: the last thing on the way that exists, and how many names lead to it. */
export function follow(root: Folder, keys: readonly string[]): { entry: Entry; depth: number } {
  let entry: Entry = root;
  for (let depth = 0; depth < keys.length; depth++) {
    const child: Entry | undefined = isFolder(entry) ? entry.children.get(keys[depth]!) : undefined;
    if (child === undefined) return { entry, depth };
    entry = child;
  }
  return { entry, depth: keys.length };
}

/**
 * The folder with another entry at `keys`, or none. `stamp` is the new time of the folder right above, which exists; undefined when its
 * names stay what they are.
 */
export function put(
  folder: Folder,
  keys: readonly string[],
  entry: Entry | undefined,
  stamp: bigint | undefined,
  depth = 0,
): Folder {
  const key = keys[depth];
  if (key === undefined) return entry as Folder;
  const last = depth === keys.length - 1;
  const children = new Map(folder.children);
  if (!last) children.set(key, put(folder.children.get(key) as Folder, keys, entry, stamp, depth + 1));
  else if (entry) children.set(key, entry);
  else children.delete(key);
  const info = last && stamp !== undefined ? { ...folder.info, modified: stamp, changed: stamp } : folder.info;
  return { ...folder, info, children };
}

/** Bytes that an entry takes, with all that is in it. */
export function allocated(entry: Entry): number {
  if (!isFolder(entry)) return entry.allocated;
  let sum = 0;
  for (const child of entry.children.values()) sum += allocated(child);
  return sum;
}

const sorted = new WeakMap<Folder, readonly Entry[]>();

/** By name bytes. */
export function childrenOf(folder: Folder): readonly Entry[] {
  const known = sorted.get(folder);
  if (known) return known;
  const children = [...folder.children.values()].sort((a, b) => compareBytes(a.info.name, b.info.name));
  sorted.set(folder, children);
  return children;
}

/** UTF-8 orders as code points do, UTF-16 only as long as no surrogate is met. */
function compareBytes(a: string, b: string): number {
  if (/[\ud800-\uffff]/.test(a + b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Each entry through `change`, from the leaves up; what it gives back unchanged stays the same object. */
export function mapFiles(entry: Entry, change: (file: FileEntry) => FileEntry): Entry {
  if (!isFolder(entry)) return change(entry);
  let children: Map<string, Entry> | undefined;
  for (const [key, child] of entry.children) {
    const other = mapFiles(child, change);
    if (other === child) continue;
    children ??= new Map(entry.children);
    children.set(key, other);
  }
  return children ? { ...entry, children } : entry;
}
