import type { Source, SourceEntry } from '../contract/source.ts';
import { folderMode, plainFileMode } from '../format/file-mode.ts';

interface StreamEntry extends SourceEntry {
  /** What lies in a folder; a file has nothing. */
  inside?: StreamEntry;
}

/**
 * One file whose content comes from a stream, which can be read once. It belongs to root, and so do the folders on the way to
 * it, as restic has it; all are as old as the file, in nanoseconds since 1970.
 *
 * @example
 * ```ts
 * import { now, openRepository, streamSource } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const { tree } = await repository.archive(streamSource('/dumps/mail.sql', process.stdin, now()));
 * console.log(tree);
 * await repository.close();
 * ```
 */
export function streamSource(path: string, content: AsyncIterable<Uint8Array>, modified: bigint): Source<StreamEntry> {
  const names = path.split('/').filter(Boolean);
  const common = { modified, accessed: modified, changed: modified, uid: 0, gid: 0 };
  const [root] = names.reduceRight<StreamEntry[]>((inside, name) => {
    const entry = { ...common, name: Buffer.from(name) };
    if (inside[0] === undefined) return [{ ...entry, type: 'file', mode: plainFileMode }];
    return [{ ...entry, type: 'dir', mode: folderMode, inside: inside[0] }];
  }, []);
  return {
    roots: async () => (root === undefined ? [] : [root]),
    children: async ({ inside }) => (inside === undefined ? [] : [inside]),
    read: () => content,
  };
}
