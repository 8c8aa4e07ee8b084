import { folderMode, plainFileMode, type Source, type SourceEntry } from '../src/index.ts';

/** A tree in memory: folders are objects, files their content. */
export interface Folder {
  [name: string]: Folder | string | Uint8Array;
}

export interface VirtualEntry extends SourceEntry {
  content: Folder | string | Uint8Array;
  path: string;
}

const modified = 1_700_000_000_000_000_000n;

/** A source without a disk. `overrides` change entries by path; `read` may replace how content is read. */
export function virtualSource(
  tree: Folder,
  overrides: Record<string, Partial<VirtualEntry>> = {},
  read: (entry: VirtualEntry) => AsyncIterable<Uint8Array> = readWhole,
): Source<VirtualEntry> {
  const list = (folder: Folder, parent: string): VirtualEntry[] =>
    Object.entries(folder).map(([name, content]) => {
      const path = `${parent}/${name}`;
      return { ...makeEntry(name, content, path), ...overrides[path] };
    });
  return {
    async roots() {
      return list(tree, '');
    },
    async children(folder) {
      return list(folder.content as Folder, folder.path);
    },
    read,
  };
}

export async function* readWhole({ content }: VirtualEntry): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content as string);
}

function makeEntry(name: string, content: Folder | string | Uint8Array, path: string): VirtualEntry {
  const isFile = typeof content === 'string' || content instanceof Uint8Array;
  const common = {
    name: Buffer.from(name),
    content,
    path,
    modified,
    accessed: modified,
    changed: modified,
    uid: 0,
    gid: 0,
  };
  if (!isFile) return { ...common, type: 'dir', mode: folderMode };
  return { ...common, type: 'file', mode: plainFileMode, size: BigInt(Buffer.byteLength(content)) };
}
