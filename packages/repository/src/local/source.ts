import { type BigIntStats, lstatSync, readdirSync, statSync } from 'node:fs';
import { defined, isSystemError, ResiteError } from '@resite/errors';
import { bytesFromText, pathFromText, textFromPath, withBytesShown } from '@resite/filesystem/path-text';
import type { Source } from '../contract/source.ts';
import type { PathTest } from '../find/pattern.ts';
import { readAccounts } from './accounts.ts';
import { type Branch, branchesTo } from './branches.ts';
import { EntryShare, LocalEntry } from './entry.ts';
import { FileSystems } from './file-systems.ts';
import { type FolderTag, withoutTagged } from './folder-tag.ts';
import { childPath, type LocalPath } from './path.ts';
import { readContent } from './read-content.ts';
import { hasVanished } from './vanished.ts';

export interface LocalSourceOptions {
  /**
   * True leaves the file or folder at this path out, with all below it, but for the paths that are named. What lies below one of them
   * that would be left out is asked of `exclude.below`.
   */
  exclude?: PathTest;
  /** A folder that holds one of these files is saved with that file alone. */
  excludeIfPresent?: readonly FolderTag[];
  /** Bytes; larger files are left out, but for those that are named. */
  excludeLargerThan?: number | undefined;
  /** Leaves out what lies on other file systems than the paths, and keeps the folders where these are mounted. */
  oneFileSystem?: boolean | undefined;
  /** Takes the access times as they are; else they are the modification times. */
  withAccessTime?: boolean | undefined;
}

/** The tree has another name for a volume of Windows than its path ends with. */
class BranchEntry extends LocalEntry {
  readonly #path: string;

  constructor(path: string, name: string, stat: BigIntStats, share: EntryShare) {
    super(pathFromText(path.slice(0, path.lastIndexOf('/'))), bytesFromText(name).toString('latin1'), stat, share);
    this.#path = path;
  }

  override get path(): LocalPath {
    return pathFromText(this.#path);
  }
}

/**
 * Files and folders of this computer. The tree holds all parents of each path, as restic has it; of a parent only what
 * leads to one of them is in it. They may hold bytes that are not UTF-8, see `textFromBytes`. Links are kept as links, but a link among the parents is followed.
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
  const { top, byPath } = branchesTo(paths);
  const named = [...byPath.values()].filter(({ isNamed }) => isNamed).map(({ path }) => path);
  const isExcluded = keepingNamed(exclude, named);
  const fileSystems = oneFileSystem ? new FileSystems(named.map(pathFromText)) : undefined;
  const isTooLarge = (stat: BigIntStats) =>
    excludeLargerThan !== undefined && stat.size > excludeLargerThan && !stat.isDirectory();
  /** What is below the folders that only lead to what is named. */
  const onTheWay = new Map<LocalEntry, LocalEntry[]>();

  const list = (path: LocalPath): LocalEntry[] => {
    const folder = path === '/' ? '' : path;
    const branch = byPath.get(textFromPath(path));
    const met = new Set<Branch>();
    const listed = withoutTagged(path, readdirSync(path, 'latin1'), excludeIfPresent).flatMap(name => {
      const inside = childPath(folder, name);
      const inner = branch?.inside.size ? byPath.get(textFromPath(inside)) : undefined;
      if (inner?.isNamed || isExcluded(textFromPath(inside))) return [];
      const stat = statIfThere(inside);
      if (stat === undefined || isTooLarge(stat) || fileSystems?.hold(inside, stat) === false) return [];
      if (inner !== undefined) met.add(inner);
      return [new LocalEntry(folder, name, stat, share)];
    });
    return branch?.inside.size ? [...listed, ...enter(branch, met)] : listed;
  };
  /** What leads to something named, but for the branches that are met already. */
  const enter = (branch: Branch, met: ReadonlySet<Branch> = new Set()): LocalEntry[] =>
    [...branch.inside]
      .filter(([, inner]) => !met.has(inner))
      .map(([name, inner]) => {
        const entry = new BranchEntry(inner.path, name, statNamed(inner), share);
        if (!inner.isNamed) onTheWay.set(entry, enter(inner));
        return entry;
      });

  return {
    async roots() {
      return top.isNamed ? list('/') : enter(top);
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
    // What was named shall be there.
    vanished: (entry, error) => !(entry instanceof BranchEntry) && hasVanished(entry, error),
  };
}

/** A path that is named is not left out, nor is what is below it only because of its name. */
function keepingNamed(exclude: PathTest, named: readonly string[]): (path: string) => boolean {
  const met = named
    .filter(path => exclude(path))
    .toSorted((a, b) => b.length - a.length)
    .map(path => ({ start: path.replace(/\/?$/, '/'), test: exclude.below?.(path) ?? exclude }));
  if (met.length === 0) return exclude;
  return path => (met.find(({ start }) => path.startsWith(start))?.test ?? exclude)(path);
}

function statNamed({ path, isNamed }: Branch) {
  const real = pathFromText(path);
  try {
    return isNamed ? lstatSync(real, { bigint: true }) : statSync(real, { bigint: true });
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new ResiteError('FILE_MISSING', `${withBytesShown(path)} does not exist`, {
      hint: 'Check the path.',
      cause: error,
    });
  }
}

/** Undefined for a file that has vanished since its folder was listed. */
function statIfThere(path: LocalPath) {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}
