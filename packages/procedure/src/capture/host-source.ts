import { defined } from '@resite/errors';
import type { FileInfo, Files, Host } from '@resite/host';
import { upcase } from '@resite/registry/names';
import type { Source, SourceEntry } from '@resite/repository';
import { folderMode, plainFileMode } from '@resite/repository/tree';
import { windowsAttributes } from './windows-attributes.ts';

export interface HostEntry extends SourceEntry {
  /** Windows path; `C:\` for a drive. */
  readonly path: string;
}

/** What a copy needs of a host: the host itself, or what was written down of it. */
export interface FilesOfHost {
  readonly name: Host['name'];
  readonly files: Pick<Files, 'stat' | 'list' | 'securityDescriptor' | 'stream'>;
}

/**
 * The given folders and files of a host as a tree to back up: `C:\SMS` becomes `/C/SMS`. Only these roots, everything
 * below them, and the folders above them are in it.
 */
export function hostSource(host: FilesOfHost, roots: readonly string[]): Source<HostEntry> {
  const select = selection(roots);
  return {
    roots: () => Promise.all(drivesOf(roots).map(drive => entryAt(host, drive, drive.slice(0, 1)))),
    children: async folder => {
      const found = await host.files.list(folder.path, { security: true });
      return select(folder.path, found).map(info => toEntry(childPath(folder.path, info.name), info));
    },
    read: file => host.files.stream(file.path),
    refresh: async file => {
      const info = await host.files.stat(file.path);
      return info && withSecurity(host, file.path, info);
    },
  };
}

/** The drives that roots lie on, as `C:\`. */
export function drivesOf(roots: readonly string[]): string[] {
  return [...new Set(roots.map(root => `${upcase(root.slice(0, 2))}\\`))];
}

/** Of what a folder holds, that which leads to a root or lies in one. */
export function selection(roots: readonly string[]) {
  const above = foldersAbove(roots);
  return (folder: string, infos: readonly FileInfo[]): readonly FileInfo[] => {
    const wanted = above.get(upcase(folder));
    return wanted === undefined ? infos : infos.filter(({ name }) => wanted.has(upcase(name)));
  };
}

export const childPath = (folder: string, name: string) =>
  folder.endsWith('\\') ? folder + name : `${folder}\\${name}`;

/** For each folder above a root, upper case: the names in it that lead to roots. A root within another one adds nothing. */
function foldersAbove(roots: readonly string[]): Map<string, Set<string>> {
  const above = new Map<string, Set<string>>();
  const upper = roots.map(upcase);
  for (const root of upper.filter(path => !upper.some(outer => path.startsWith(`${outer}\\`)))) {
    const [drive = '', ...names] = root.split('\\');
    let folder = `${drive}\\`;
    for (const name of names) {
      const wanted = above.get(folder) ?? new Set();
      above.set(folder, wanted.add(name));
      folder = childPath(folder, name);
    }
  }
  return above;
}

async function entryAt(host: FilesOfHost, path: string, name: string): Promise<HostEntry> {
  const info = await host.files.stat(path);
  if (info === undefined) throw new Error(`${path} is not on ${host.name}`);
  return withSecurity(host, path, { ...info, name });
}

async function withSecurity(host: FilesOfHost, path: string, info: FileInfo): Promise<HostEntry> {
  const securityDescriptor = await host.files.securityDescriptor(path);
  return toEntry(path, defined({ ...info, securityDescriptor }));
}

function toEntry(path: string, info: FileInfo): HostEntry {
  const file = info.type === 'file';
  return defined({
    path,
    name: Buffer.from(info.name),
    type: file ? 'file' : 'dir',
    mode: file ? plainFileMode : folderMode,
    modified: info.modified,
    accessed: info.modified,
    changed: info.changed ?? info.modified,
    uid: 0,
    gid: 0,
    inode: info.inode,
    size: file ? BigInt(info.size) : undefined,
    links: file ? 1n : undefined,
    genericAttributes: windowsAttributes({
      attributes: info.attributes,
      created: info.created,
      securityDescriptor: info.securityDescriptor,
    }),
  });
}
