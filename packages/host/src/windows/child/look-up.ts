import { sameName } from '@resite/registry/names';
import { isFolder, isReparsePoint, settable } from '../files/entries.ts';
import { type PackedEntries, unpackEntry } from '../session/packed-entries.ts';
import type { Entry, SharePath } from '../session/protocol.ts';
import { dosAttributes, isFolderMode } from './dos-attributes.ts';
import type { SmbClient } from './smb-client.ts';
import type { ReadStat } from './stat.ts';

/** Lists that are kept: a few, for files are looked at folder by folder. */
const most = 4;

/**
 * Finds the entry of a file, of which the library shows short name, creation time and all attributes only in the list of its folder. The list is
 * kept: while size, times and attributes of a file are still what it says, the file is the one that it shows, and the whole folder need not be asked
 * again.
 */
export function createLookUp(client: SmbClient, mayLackCreated: boolean) {
  const lists = new Map<string, PackedEntries>();

  return {
    /** Undefined when the folder holds no such name. */
    find({ share, path }: SharePath, stat: ReadStat): Entry | undefined {
      const names = path.split('\\');
      const name = names.pop()!;
      const url = client.url({ share, path: names.join('\\') });
      const earlier = lists.get(url);
      const known = earlier && findEntry(earlier, name, mayLackCreated);
      if (known && isAsListed(known, stat)) return { ...known, accessed: stat.accessed };
      const list = client.list(url);
      lists.delete(url);
      lists.set(url, list);
      if (lists.size > most) lists.delete(lists.keys().next().value!);
      return findEntry(list, name, mayLackCreated);
    },

    /** Before anything is changed. */
    forget: () => lists.clear(),
  };
}

/** The exact name goes before one that Windows takes for the same, and that before a short name. */
function findEntry(list: PackedEntries, wanted: string, mayLackCreated: boolean): Entry | undefined {
  const { names, shortNames } = list;
  const isWanted = (name: string) => sameName(name, wanted);
  for (const find of [
    () => names.indexOf(wanted),
    () => names.findIndex(isWanted),
    () => shortNames.findIndex(isWanted),
  ]) {
    const index = find();
    if (index >= 0) return unpackEntry(list, index, mayLackCreated);
  }
  return undefined;
}

/** What leads elsewhere is never as listed: the library has looked at what it leads to. */
function isAsListed(entry: Entry, stat: ReadStat): boolean {
  return (
    !isReparsePoint(entry) &&
    isFolder(entry) === isFolderMode(stat.mode) &&
    settable(entry.attributes) === dosAttributes(stat.mode) &&
    (isFolder(entry) || entry.size === stat.size) &&
    entry.modified === stat.modified &&
    entry.changed === stat.changed
  );
}
