import { closeSync, openSync, readSync } from 'node:fs';
import { bytesFromText } from '@resite/filesystem/path-text';
import { childPath, type LocalPath } from './path.ts';

/** A file that marks its folder as not worth saving (restic: `--exclude-if-present name[:header]`). */
export interface FolderTag {
  name: string;
  /** How the file must begin; any content will do when it is empty. */
  header: string;
}

/** The mark of folders that hold nothing but a cache: https://bford.info/cachedir */
export const cacheTag: FolderTag = { name: 'CACHEDIR.TAG', header: 'Signature: 8a477f597d28d172789f06886806bc55' };

/** `name` or `name:header`, as restic takes it. */
export function parseFolderTag(text: string): FolderTag {
  const colon = text.indexOf(':');
  return colon < 0 ? { name: text, header: '' } : { name: text.slice(0, colon), header: text.slice(colon + 1) };
}

/**
 * The names in a folder that remain: a tag among them removes all names but its own. Names are text with one byte a
 * character.
 */
export function withoutTagged(folder: LocalPath, names: string[], tags: readonly FolderTag[]): string[] {
  const met = tags.filter(tag => isTagged(folder, names, tag));
  return met.length === 0 ? names : names.filter(name => met.every(tag => name === nameOf(tag)));
}

function isTagged(folder: LocalPath, names: string[], tag: FolderTag): boolean {
  if (!names.includes(nameOf(tag))) return false;
  return tag.header === '' || beginsWith(childPath(folder, nameOf(tag)), bytesFromText(tag.header));
}

const nameOf = ({ name }: FolderTag) => bytesFromText(name).toString('latin1');

/** A tag that cannot be read does not count: better to save too much than too little. */
function beginsWith(path: LocalPath, header: Buffer): boolean {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const start = Buffer.alloc(header.length);
    return readSync(file, start) === header.length && start.equals(header);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return false;
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
