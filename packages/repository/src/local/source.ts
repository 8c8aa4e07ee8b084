import { type BigIntStats, lstatSync, readdirSync, statSync } from 'node:fs';
import { parse, resolve, sep } from 'node:path';
import { defined, isSystemError, ResiteError } from '@resite/errors';
import type { Source } from '../contract/source.ts';
import { readAccounts } from './accounts.ts';
import { EntryShare, LocalEntry } from './entry.ts';
import { FileSystems } from './file-systems.ts';
import { type FolderTag, withoutTagged } from './folder-tag.ts';
import { childPath, type LocalPath } from './path.ts';
import { readContent } from './read-content.ts';

export interface LocalSourceOptions {
  /** True leaves the file or folder at this path out, with all below it. */
  exclude?: (path: string) => boolean;
  /** A folder that holds one of these files is saved with that file alone. */
  excludeIfPresent?: readonly FolderTag[];
  /** Bytes; larger files are left out, but for those that are named. */
  excludeLargerThan?: number | undefined;
  /** Leaves out what lies on other file systems than the paths, and keeps the folders where these are mounted. */
  oneFileSystem?: boolean | undefined;
  /** Takes the access times as they are; else they are the modification times. */
  withAccessTime?: boolean | undefined;
}

/** A folder on the way to a wanted path, or the wanted path itself. */
interface Branch {
  path: string;
  wanted: boolean;
  inside: Map<string, Branch>;
}

/** The tree has another name for a volume of Windows than its path ends with. */
class BranchEntry extends LocalEntry {
  readonly #path: string;

  constructor(path: string, name: string, stat: BigIntStats, share: EntryShare) {
    super(path.slice(0, path.lastIndexOf('/')), Buffer.from(name).toString('latin1'), stat, share);
    this.#path = path;
  }

  override get path(): string {
    return this.#path;
  }
}

/**
 * Files and folders of this computer. The tree holds all parents of each path, as restic has it; of a parent only what
 * leads to a wanted path is in it. Links are kept as links, but a link among the parents is followed.
 * `FILE_MISSING` when one of the paths does not exist.
 *
 * @example
 * ```ts
 * import { localSource, matchesAny } from '@resite/repository';
 *
 * const source = localSource(['/etc', '/home'], { exclude: matchesAny({ patterns: ['*.tmp', 'node_modules'] }) });
 * ```
 */
export function localSource(
  paths: readonly string[],
  {
    exclude = () => false,
    excludeIfPresent = [],
    excludeLargerThan,
    oneFileSystem,
    withAccessTime,
  }: LocalSourceOptions = {},
): Source<LocalEntry> {
  const names = { users: readAccounts('/etc/passwd'), groups: readAccounts('/etc/group') };
  const share = new EntryShare(names, defined({ withAccessTime }));
  const top: Branch = { path: '/', wanted: false, inside: new Map() };
  const wanted = new Set<LocalPath>(paths.map(path => grow(top, resolve(path))));
  const fileSystems = oneFileSystem ? new FileSystems([...wanted]) : undefined;
  const isTooLarge = (path: LocalPath, stat: BigIntStats) =>
    excludeLargerThan !== undefined && stat.size > excludeLargerThan && !stat.isDirectory() && !wanted.has(path);
  /** What is below the folders on the way. */
  const onTheWay = new Map<LocalEntry, LocalEntry[]>();

  const list = (path: LocalPath): LocalEntry[] => {
    const folder = path === '/' ? '' : path;
    return withoutTagged(path, readdirSync(path, 'latin1'), excludeIfPresent).flatMap(name => {
      const inside = childPath(folder, name);
      if (exclude(inside.toString())) return [];
      const stat = statIfThere(inside);
      if (stat === undefined || isTooLarge(inside, stat) || fileSystems?.hold(inside, stat) === false) return [];
      return [new LocalEntry(folder, name, stat, share)];
    });
  };
  const enter = (branch: Branch): LocalEntry[] =>
    [...branch.inside].flatMap(([name, inner]) => {
      if (inner.wanted && exclude(inner.path)) return [];
      const entry = new BranchEntry(inner.path, name, statWanted(inner), share);
      if (!inner.wanted) onTheWay.set(entry, enter(inner));
      return [entry];
    });

  return {
    async roots() {
      return top.wanted ? list('/') : enter(top);
    },
    async children(folder) {
      return onTheWay.get(folder) ?? list(folder.path);
    },
    read: readContent,
    localPath: file => file.path,
    leadsOnly: folder => onTheWay.has(folder),
    async refresh(file) {
      const stat = statIfThere(file.path);
      return stat && file.again(stat);
    },
  };
}

/** Returns the path as it is in the branches. On Windows the volume's letter is a folder of its own, `C`. */
function grow(top: Branch, path: string): string {
  const { root } = parse(path);
  const volume = root.replaceAll(/[:\\/]/g, '');
  const rest = path.slice(root.length).split(sep).filter(Boolean);
  let branch = top;
  let real = '';
  for (const [index, name] of (volume ? [volume, ...rest] : rest).entries()) {
    real = volume && index === 0 ? `${volume}:/` : `${real.replace(/\/$/, '')}/${name}`;
    const inner: Branch = branch.inside.get(name) ?? { path: real, wanted: false, inside: new Map() };
    branch.inside.set(name, inner);
    branch = inner;
  }
  branch.wanted = true;
  return branch.path;
}

function statWanted({ path, wanted }: Branch) {
  try {
    return wanted ? lstatSync(path, { bigint: true }) : statSync(path, { bigint: true });
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new ResiteError('FILE_MISSING', `${path} does not exist`, { hint: 'Check the path.', cause: error });
  }
}

/** Undefined for a file that has vanished since its folder was listed. */
function statIfThere(path: LocalPath) {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}
