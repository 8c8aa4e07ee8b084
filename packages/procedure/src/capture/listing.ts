import { defined, ResiteError } from '@resite/errors';
import { monotonic, turn } from '@resite/filesystem/clock';
import type { FileInfo } from '@resite/host';
import { sameName, upcase } from '@resite/registry/names';
import { childPath, drivesOf, type FilesOfHost, selection } from './host-source.ts';
import type { Look } from './look.ts';
import { snapshotPath } from './snapshot-path.ts';

/** Everything below some roots of a host, and the folders above them, as they were at one time. */
export interface Listing {
  /** By `C:\`. */
  readonly drives: Map<string, FileInfo>;
  /** What is in each folder, by its Windows path; what lies beside the roots is not in it. */
  readonly folders: Map<string, readonly FileInfo[]>;
  readonly unreadable: Unreadable[];
}

export interface Unreadable {
  /** Slash-separated. */
  readonly path: string;
  readonly error: Error;
}

export interface ListOptions {
  /** What an earlier copy has seen: the host need not look closer at what is still the same. */
  readonly look: Look;
  readonly signal: AbortSignal;
  /** Told now and then of what was found so far. */
  readonly onProgress: (found: { files: number; bytes: number }) => void;
}

/** Milliseconds after which others have a turn. */
const longestRun = 20;

export async function listAll(host: FilesOfHost, roots: readonly string[], options: ListOptions): Promise<Listing> {
  const { look, signal, onProgress } = options;
  const listing: Listing = { drives: new Map(), folders: new Map(), unreadable: [] };
  const select = selection(roots);
  const waiting: string[] = [];
  const count = { files: 0, bytes: 0 };
  for (const drive of drivesOf(roots)) {
    listing.drives.set(drive, await driveInfo(host, drive));
    waiting.push(drive);
  }
  let last = monotonic();
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const found = await list(host, folder, look).catch((error: Error) => {
      signal.throwIfAborted();
      listing.unreadable.push({ path: snapshotPath(folder as string), error });
    });
    if (found === undefined) continue;
    const infos = select(folder, found);
    listing.folders.set(folder, infos);
    for (const { name, type, size } of infos) {
      if (type === 'directory') waiting.push(childPath(folder, name));
      else {
        count.files++;
        count.bytes += size;
      }
    }
    if (monotonic() - last < longestRun) continue;
    onProgress(count);
    await turn(signal);
    last = monotonic();
  }
  return listing;
}

const list = (host: FilesOfHost, folder: string, { listings }: Look) =>
  host.files.list(folder, { security: true, known: listings.get(folder) });

async function driveInfo(host: FilesOfHost, drive: string): Promise<FileInfo> {
  const info = await host.files.stat(drive);
  if (info === undefined) throw new Error(`${drive} is not on ${host.name}`);
  const securityDescriptor = await host.files.securityDescriptor(drive);
  return defined({ ...info, securityDescriptor });
}

/** Whether there is something at a path, whose names compare as Windows compares them. */
export function isListed({ folders }: Listing, path: string): boolean {
  const [drive = '', ...names] = path.split('\\').filter(Boolean);
  let place = `${upcase(drive)}\\`;
  for (const wanted of names) {
    const found = folders.get(place)?.find(({ name }) => sameName(name, wanted));
    if (found === undefined) return false;
    place = childPath(place, found.name);
  }
  return true;
}

/** A host that is only written down: what was listed, and the contents of some files by their Windows path. */
export function writtenHost(name: string, listing: Listing, contents: ReadonlyMap<string, Buffer>): FilesOfHost {
  const unknown = (path: string) => new ResiteError('INTERNAL', `${path} was not read while the services were stopped`);
  return {
    name,
    files: {
      stat: async path => listing.drives.get(path),
      securityDescriptor: async path => listing.drives.get(path)?.securityDescriptor,
      list: async path => {
        const infos = listing.folders.get(path);
        if (infos === undefined) throw unknown(path);
        return [...infos];
      },
      async *stream(path) {
        const content = contents.get(path);
        if (content === undefined) throw unknown(path);
        if (content.length > 0) yield content;
      },
    },
  };
}
