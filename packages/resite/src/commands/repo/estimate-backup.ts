import { textFromBytes } from '@resite/filesystem/path-text';
import type { ArchivedEntry, ChangeSign, Repository, Source, SourceEntry, TreeNode } from '@resite/repository';
import { isSameMetadata, isUnchanged } from '@resite/repository/archive';
import type { BackupCounts, BackupSummary } from '../../reporters/events.ts';
import { estimate } from './backup-summary.ts';

export interface EstimateOptions {
  /** A tree. */
  readonly parent: string | undefined;
  readonly ignore: readonly ChangeSign[];
  readonly onEntry: ((entry: ArchivedEntry) => void) | undefined;
  /** Hears of folders that cannot be listed. */
  readonly onFailure: (path: string, error: Error) => void;
  readonly signal: AbortSignal;
}

/** What a backup would do, from metadata alone: nothing is read and nothing is written. What it would add is not known. */
export async function estimateBackup<E extends SourceEntry>(
  repository: Pick<Repository, 'tree'>,
  source: Source<E>,
  { parent, ignore, onEntry, onFailure, signal }: EstimateOptions,
): Promise<BackupSummary> {
  const started = Date.now();
  const counts = { files: { new: 0, changed: 0, unmodified: 0 }, folders: { new: 0, changed: 0, unmodified: 0 } };
  let bytes = 0;
  let vanished = 0;

  /** Whether the tree would be the same. */
  const visitFolder = async (path: string, entries: E[], tree: string | undefined): Promise<boolean> => {
    signal.throwIfAborted();
    const nodes = tree === undefined ? [] : await repository.tree(tree);
    const earlier = new Map(nodes.map(node => [node.name.toString('latin1'), node]));
    const kept = entries.filter(({ type }) => type !== 'socket');
    let isSame = kept.length === nodes.length;
    for (const entry of kept) {
      const old = earlier.get(entry.name.toString('latin1'));
      const isSameContent = await visit(`${path}/${textFromBytes(entry.name)}`, entry, old);
      isSame &&= isSameContent && old !== undefined && isSameMetadata(entry, old);
    }
    return isSame;
  };

  /** Whether its content would be the same. */
  const visit = async (path: string, entry: E, old: TreeNode | undefined): Promise<boolean> => {
    if (entry.type === 'dir') {
      const entries = await source.children(entry).catch((error: Error) => {
        if (source.vanished?.(entry, error)) vanished += 1;
        else onFailure(path, error);
        return undefined;
      });
      if (entries === undefined) return false;
      const isSame = await visitFolder(path, entries, old?.subtree);
      const change = old?.subtree === undefined ? 'new' : isSame ? 'unmodified' : 'changed';
      counts.folders[change] += 1;
      onEntry?.({ path, type: 'dir', change, size: 0 });
      return isSame;
    }
    if (entry.type !== 'file') return true;
    const isSame = old !== undefined && isUnchanged(entry, old, ignore);
    const change = isSame ? 'unmodified' : old?.type === 'file' ? 'changed' : 'new';
    const size = Number(entry.size ?? 0n);
    counts.files[change] += 1;
    bytes += size;
    onEntry?.({ path, type: 'file', change, size });
    return isSame;
  };

  await visitFolder('', await source.roots(), parent);
  return estimate({
    vanished,
    ...summaryOf(counts),
    total_bytes_processed: bytes,
    total_duration: (Date.now() - started) / 1000,
  });
}

type Counts = Record<ArchivedEntry['change'], number>;

const summaryOf = ({ files, folders }: { files: Counts; folders: Counts }): Partial<BackupCounts> => ({
  files_new: files.new,
  files_changed: files.changed,
  files_unmodified: files.unmodified,
  dirs_new: folders.new,
  dirs_changed: folders.changed,
  dirs_unmodified: folders.unmodified,
  total_files_processed: files.new + files.changed + files.unmodified,
});
