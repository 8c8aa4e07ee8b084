import { resolve } from 'node:path';
import { ResiteError } from '@resite/errors';
import { localTarget, type Repository, type Snapshot } from '@resite/repository';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import type { RestoreSummary } from '../../reporters/events.ts';
import { withRepository } from '../../repository-access.ts';
import { plural } from '../../text.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';

interface Options {
  readonly target: string;
  readonly include?: string[];
  readonly dryRun?: boolean;
}

export function addRestore(repo: Command, perform: Perform): void {
  const restore = repo
    .command('restore')
    .description('Write what a snapshot holds into a folder. Files that are there already are overwritten.')
    .argument('<snapshot>', 'ID of the snapshot, the beginning of one, or latest')
    .requiredOption('-t, --target <folder>', 'folder to write to; it is created')
    .option('-i, --include <path...>', 'only these files and folders of the snapshot')
    .option('-n, --dry-run', 'only say what would be restored');
  addExamples(
    restore,
    ['resite repo restore latest --target ./restored', 'everything of the latest snapshot'],
    ['resite repo restore 4f3a2b1c -t ./restored -i /C/SMS.INI', 'one file of another one'],
  );
  setHandler(restore, perform, restoreSnapshot);
}

async function restoreSnapshot(context: Context, id: string, options: Options): Promise<void> {
  const { emit, signal } = context;
  const target = resolve(options.target);
  await withRepository(context, async repository => {
    const snapshot = await repository.findSnapshot(id);
    const include = await includes(repository, snapshot, options.include);
    const started = Date.now();
    const summary = (counts: Counts): RestoreSummary => ({
      message_type: 'summary',
      operation: 'restore',
      dry_run: options.dryRun === true,
      snapshot_id: snapshot.id,
      target,
      files_restored: counts.files,
      dirs_restored: counts.folders,
      bytes_restored: counts.bytes,
      total_duration: (Date.now() - started) / 1000,
    });
    if (options.dryRun) return emit(summary(await count(repository, snapshot, include)));

    const result = await repository.restore(snapshot.tree, localTarget(target), {
      include,
      signal,
      onProgress: ({ files, totalFiles, bytes, totalBytes, current }) =>
        emit({
          message_type: 'status',
          files_done: files,
          bytes_done: bytes,
          total_files: totalFiles,
          total_bytes: totalBytes,
          percent_done: totalBytes === 0 ? 1 : bytes / totalBytes,
          current_files: [current],
        }),
    });
    for (const { path, error } of result.failed) {
      emit({ message_type: 'error', error: { message: error.message }, during: 'restore', item: path });
    }
    emit(summary(result));
    if (result.failed.length === 0) return;
    throw new ResiteError(
      'RESTORE_PARTIAL',
      `${plural(result.failed.length, 'file or folder', 'files or folders')} could not be restored`,
      {
        hint: 'Everything else was. The reasons are above; the same command again tries all of it again.',
      },
    );
  });
}

/** A path is taken when it is one of the wanted ones, lies below one, or leads to one. Each wanted one must exist. */
async function includes(
  repository: Repository,
  { id, tree }: Snapshot,
  paths: string[] | undefined,
): Promise<(path: string) => boolean> {
  if (paths === undefined) return () => true;
  const wanted = paths.map(path => `/${path.split('/').filter(Boolean).join('/')}`);
  for (const path of wanted) {
    if (path === '/' || (await repository.find(tree, path)) !== undefined) continue;
    throw new ResiteError('FILE_MISSING', `there is no ${path} in the snapshot ${id.slice(0, 8)}`, {
      hint: `See what there is: resite repo ls ${id.slice(0, 8)}`,
    });
  }
  return path => wanted.some(one => isBelow(path, one) || isBelow(one, path));
}

function isBelow(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

interface Counts {
  files: number;
  folders: number;
  bytes: number;
}

async function count(repository: Repository, { tree }: Snapshot, include: (path: string) => boolean): Promise<Counts> {
  const counts: Counts = { files: 0, folders: 0, bytes: 0 };
  for await (const { path, node } of repository.walk(tree)) {
    if (!include(path)) continue;
    if (node.type === 'dir') counts.folders++;
    else counts.files++;
    counts.bytes += Number(node.size ?? 0n);
  }
  return counts;
}
