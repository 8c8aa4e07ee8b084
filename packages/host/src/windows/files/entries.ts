import { ResiteError } from '@resite/errors';
import type { FileInfo } from '../../host.ts';
import type { Entry } from '../session/protocol.ts';

const [directory, reparsePoint] = [0x10, 0x400];
/** Read-only, hidden, system and archive: what the library can set. */
const settableBits = 0x27;

export const shownBits = settableBits | directory;

export function isFolder({ attributes }: Entry): boolean {
  return (attributes & directory) !== 0;
}

/** A junction or a link, which leads elsewhere. */
export function isReparsePoint({ attributes }: Entry): boolean {
  return (attributes & reparsePoint) !== 0;
}

export function settable(attributes: number): number {
  return attributes & settableBits;
}

export function fileInfo(entry: Entry): FileInfo {
  const { name, size, attributes, created, modified, changed } = entry;
  const folder = isFolder(entry) && !isReparsePoint(entry);
  return {
    name,
    type: folder ? 'directory' : 'file',
    size: folder ? 0 : size,
    modified,
    ...(created === undefined ? {} : { created }),
    changed,
    attributes: attributes & shownBits,
  };
}

/** Sorted, and with names alone that cannot lead elsewhere: they come from outside. */
export function checkedEntries(folder: string, entries: readonly Entry[]): Entry[] {
  const bad = entries.find(({ name }) => name === '' || name === '.' || name === '..' || /[\\/\0]/.test(name));
  if (bad) {
    throw new ResiteError(
      'HOST_PROTOCOL',
      `the host says that ${folder} holds ${JSON.stringify(bad.name)}, which is no name`,
    );
  }
  return sortedByBytes(entries);
}

/** Most names are plain ASCII, which needs no look at bytes. */
function sortedByBytes(entries: readonly Entry[]): Entry[] {
  if (entries.every(({ name }) => !/[^\0-\x7f]/.test(name))) {
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }
  const bytes = new Map(entries.map(({ name }) => [name, Buffer.from(name)]));
  return entries.toSorted((a, b) => Buffer.compare(bytes.get(a.name)!, bytes.get(b.name)!));
}
