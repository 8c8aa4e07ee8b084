import { ResiteError } from '@resite/errors';
import type { Repository, Snapshot, Source, SourceEntry } from '@resite/repository';
import { matchesName } from '@resite/site/profiles/profiles';
import { hostSource } from '../host-source.ts';
import { findNode } from '../manifest.ts';
import type { Captured } from './captured.ts';
import type { Perform } from './perform.ts';

/**
 * Reads the site into the repository. While it runs (the pre-copy) files may change and vanish: what was read saves
 * time later. After a stop (`after`), a file that cannot be read or that changes is an error: something still writes.
 */
export const capture: Perform<'capture'> = async (action, performance): Promise<Captured> => {
  const repository = await performance.repository();
  const began = new Date().toISOString();
  const earlier = action.after === undefined ? undefined : performance.outcome<Captured>(action.after);
  const latest = earlier === undefined ? await latestSnapshot(repository, action.siteCode) : undefined;
  const parent = earlier?.tree ?? latest?.tree;
  const previous = earlier?.previous ?? latest?.time;
  const read = { files: 0, bytes: 0 };
  const watch = { began: globalThis.performance.now(), total: earlier?.files ?? 0 };
  const { tree, summary, unreadable, changedWhileRead } = await repository.archive(
    counted(hostSource(performance.host(action.host), action.roots), read),
    {
      ...(parent !== undefined && { parent }),
      reread: path => action.reread.some(pattern => matchesName(pattern, path.slice(path.lastIndexOf('/') + 1))),
      signal: performance.signal,
      onProgress: progress => {
        performance.budget?.progress(action.host, { ...watch, done: progress.files });
        performance.emit({
          message_type: 'status',
          files_done: progress.files,
          bytes_done: progress.bytes,
          current_files: [progress.current],
        });
      },
    },
  );
  const [first] = unreadable;
  if (action.after === undefined && first !== undefined) {
    const text = `While the site runs, ${first.path}${andMore(unreadable)} cannot be read: ${first.error.message}`;
    performance.emit({ message_type: 'warning', text });
  }
  if (action.after !== undefined) {
    if (first !== undefined) {
      throw new ResiteError(
        'SOURCE_UNREADABLE',
        `cannot read ${first.path}${andMore(unreadable)}: ${first.error.message}`,
        {
          hint: 'Give the account that runs Resite the right to read them, then run the backup again. No snapshot was made.',
          cause: first.error,
        },
      );
    }
    if (changedWhileRead.length > 0) {
      throw new ResiteError(
        'QUIESCE_BROKEN',
        `files changed after the services were stopped: ${changedWhileRead.join(', ')}`,
        {
          hint: 'Find out which program writes them, then run the backup again. No snapshot was made.',
        },
      );
    }
    await requireRoots(repository, tree, action.roots);
  }
  return {
    detail: `${summary.filesProcessed} files, ${summary.filesNew + summary.filesChanged} of them read`,
    tree,
    files: summary.filesProcessed,
    bytes: summary.bytesProcessed,
    began,
    ...(previous !== undefined && { previous }),
    read,
  };
};

/** The same source, which counts what is read from it. */
function counted<E extends SourceEntry>(source: Source<E>, read: { files: number; bytes: number }): Source<E> {
  return {
    ...source,
    async *read(entry, memory) {
      read.files++;
      for await (const piece of source.read(entry, memory)) {
        read.bytes += piece.length;
        yield piece;
      }
    },
  };
}

export const andMore = ({ length }: readonly unknown[]) => (length > 1 ? ` and ${length - 1} more` : '');

/** What was there when the backup was planned and is not any more would be missing in silence. */
async function requireRoots(repository: Repository, tree: string, roots: readonly string[]): Promise<void> {
  for (const root of roots) {
    if ((await findNode(repository, tree, root)) !== undefined) continue;
    throw new ResiteError('SOURCE_UNREADABLE', `${root} has vanished since the backup was planned`, {
      hint: 'Find out who removed it, then run the backup again. No snapshot was made.',
    });
  }
}

async function latestSnapshot(repository: Repository, siteCode: string): Promise<Snapshot | undefined> {
  return (await repository.snapshots()).findLast(snapshot => snapshot.tags?.includes(`site:${siteCode}`));
}
