import { now as present } from '@resite/filesystem/clock';
import type { FileInfo } from '@resite/host';
import type { Source } from '@resite/repository';
import { childPath, type FilesOfHost, type HostEntry } from './host-source.ts';

/**
 * Nanoseconds in which a file may change twice and show one time: two seconds on FAT. What changed so shortly before it was
 * listed may change once more without a trace.
 */
const settled = 2_000_000_000n;

/** What a copy that was made while the site runs has seen: a later one need not read again what is still the same. */
export interface Look {
  /** The children of each folder, by its Windows path. */
  readonly listings: Map<string, readonly FileInfo[]>;
  /** Windows paths of files that are not in the copy as the listings have them. */
  readonly doubtful: Set<string>;
}

export const newLook = (): Look => ({ listings: new Map(), doubtful: new Set() });

/** The same host, whose listings are noted, and which files in them had just changed. */
export function noteListings(host: FilesOfHost, { listings, doubtful }: Look, now = present): FilesOfHost {
  return {
    name: host.name,
    files: {
      ...host.files,
      list: async (path, options) => {
        const latest = BigInt(now()) * 1_000_000n - settled;
        const infos = await host.files.list(path, options);
        listings.set(path, infos);
        for (const { type, name, changed, modified } of infos)
          if (type === 'file' && (changed ?? modified) >= latest) doubtful.add(childPath(path, name));
        return infos;
      },
    },
  };
}

/** The same host, which need not look closer at what is as it was. */
export function knowing(host: FilesOfHost, { listings }: Look): FilesOfHost {
  const list: FilesOfHost['files']['list'] = (path, options) =>
    host.files.list(path, { ...options, known: listings.get(path) });
  return { name: host.name, files: { ...host.files, list } };
}

/** The same source; files that change while they are read are noted. */
export function noteDoubts(source: Source<HostEntry>, { doubtful }: Look): Source<HostEntry> {
  return {
    ...source,
    refresh: async file => {
      const after = await source.refresh?.(file);
      if (after === undefined || !isSame(file, after)) doubtful.add(file.path);
      return after;
    },
  };
}

/** Whether size, times and inode show that a file is the same as at an earlier look. */
export function isSame({ size, modified, changed, inode }: Stamps, other: Stamps): boolean {
  return size === other.size && modified === other.modified && changed === other.changed && inode === other.inode;
}

type Stamps = Pick<HostEntry, 'modified' | 'inode'> & { readonly size?: number | bigint; readonly changed?: bigint };
