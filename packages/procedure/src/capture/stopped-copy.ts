import { defined } from '@resite/errors';
import type { FileInfo } from '@resite/host';
import type { Source } from '@resite/repository';
import { childPath, type FilesOfHost, type HostEntry, hostSource } from './host-source.ts';
import { isListed, type Listing, type ListOptions, listAll, type Unreadable, writtenHost } from './listing.ts';
import { isSame } from './look.ts';
import { snapshotPath } from './snapshot-path.ts';

/** Bytes of changed files that are kept in memory. */
const mostInMemory = 32 * 1024 * 1024;

/** Files that are read at the same time. */
const sideBySide = 4;

export interface CopyOptions extends ListOptions {
  /** By its name: what is read though it looks unchanged. */
  readonly reread: (name: string) => boolean;
}

/** What must be done while the services of a site are stopped: what is there is listed, and what changed is read. */
export interface StoppedCopy {
  readonly files: number;
  readonly bytes: number;
  /** What is not as it was at the earlier look, by Windows path. */
  readonly contents: ReadonlyMap<string, Buffer>;
  readonly unreadable: readonly Unreadable[];
  /** Slash-separated paths of files that changed while they were read, and again. */
  readonly changedWhileRead: readonly string[];
  /** Roots that are not there any more. */
  readonly missing: readonly string[];
  /** The site as it was listed, with `contents`; what else is in its files is in the earlier copy. */
  readonly source: Source<HostEntry>;
}

/** Undefined when more has changed than memory should hold. */
export async function copyStopped(
  host: FilesOfHost,
  roots: readonly string[],
  options: CopyOptions,
): Promise<StoppedCopy | undefined> {
  const listing = await listAll(host, roots, options);
  const files = filesOf(listing);
  const fresh = freshFiles(listing, options);
  if (sum(fresh) > mostInMemory) return undefined;
  const read = await readAll(host, fresh, options.signal);
  for (const { folder, info } of read.moved) replace(listing, folder, info);
  return {
    files: files.length,
    bytes: sum(files),
    contents: read.contents,
    unreadable: [...listing.unreadable, ...read.unreadable],
    changedWhileRead: read.changed,
    missing: roots.filter(root => !isListed(listing, root)),
    source: hostSource(writtenHost(host.name, listing, read.contents), roots),
  };
}

interface ListedFile {
  readonly folder: string;
  readonly info: FileInfo;
}

function filesOf({ folders }: Listing): ListedFile[] {
  return [...folders].flatMap(([folder, infos]) =>
    infos.flatMap(info => (info.type === 'file' ? [{ folder, info }] : [])),
  );
}

/** Those that the earlier copy does not have as they are now. */
function freshFiles({ folders }: Listing, { look, reread }: CopyOptions): ListedFile[] {
  return [...folders].flatMap(([folder, infos]) => {
    const known = new Map(look.listings.get(folder)?.map(info => [info.name, info]));
    const isFresh = (info: FileInfo) => {
      const before = known.get(info.name);
      if (before?.type !== 'file' || !isSame(info, before)) return true;
      return look.doubtful.has(childPath(folder, info.name)) || reread(info.name);
    };
    return infos.filter(info => info.type === 'file' && isFresh(info)).map(info => ({ folder, info }));
  });
}

const sum = (files: readonly ListedFile[]) => files.reduce((bytes, { info }) => bytes + info.size, 0);

interface Read {
  readonly contents: Map<string, Buffer>;
  readonly unreadable: Unreadable[];
  readonly changed: string[];
  /** Files that changed after they were listed, as they are now. */
  readonly moved: ListedFile[];
}

async function readAll(host: FilesOfHost, files: readonly ListedFile[], signal: AbortSignal): Promise<Read> {
  const read: Read = { contents: new Map(), unreadable: [], changed: [], moved: [] };
  const left = files.values();
  const reader = async () => {
    for (const file of left) {
      const path = childPath(file.folder, file.info.name);
      try {
        await readSettled(host, file, read);
      } catch (error) {
        read.unreadable.push({ path: snapshotPath(path), error: error as Error });
      }
      signal.throwIfAborted();
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, reader));
  return read;
}

/** Reads a file; once more when it changed meanwhile, and notes it when it did again. */
async function readSettled(host: FilesOfHost, { folder, info }: ListedFile, read: Read): Promise<void> {
  const path = childPath(folder, info.name);
  read.contents.set(path, await contentOf(host, path));
  const after = await host.files.stat(path);
  if (after === undefined || isSame(info, after)) return;
  read.contents.set(path, await contentOf(host, path));
  const last = await host.files.stat(path);
  if (last === undefined || !isSame(after, last)) read.changed.push(snapshotPath(path));
  const securityDescriptor = await host.files.securityDescriptor(path);
  read.moved.push({ folder, info: defined({ ...after, securityDescriptor }) });
}

async function contentOf(host: FilesOfHost, path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of host.files.stream(path)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function replace({ folders }: Listing, folder: string, info: FileInfo): void {
  const infos = folders.get(folder) ?? [];
  folders.set(
    folder,
    infos.map(each => (each.name === info.name ? info : each)),
  );
}
