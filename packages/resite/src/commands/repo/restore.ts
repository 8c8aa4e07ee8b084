import { resolve } from 'node:path';
import { ResiteError } from '@resite/errors';
import { localTarget, type RestoreResult } from '@resite/repository';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import type { RestoreSummary } from '../../reporters/events.ts';
import { withRepository } from '../../repository-access.ts';
import { plural } from '../../text.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';
import { addExcludeOptions, addIncludeOptions, type ExcludeOptions, type IncludeOptions } from './patterns.ts';
import { selectionOf } from './selection.ts';

interface Options extends IncludeOptions, ExcludeOptions {
  readonly target: string;
  readonly dryRun?: boolean;
}

export function addRestore(repo: Command, perform: Perform): void {
  const restore = repo
    .command('restore')
    .description('Write what a snapshot holds into a folder. Files that are there already are overwritten.')
    .argument('<snapshot>', 'ID of the snapshot, the beginning of one, or latest')
    .requiredOption('-t, --target <folder>', 'folder to write to; it is created')
    .option('-n, --dry-run', 'only say what would be restored');
  addExcludeOptions(addIncludeOptions(restore));
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
  const { include, refuseUnmet } = await selectionOf(options);
  await withRepository(context, async repository => {
    const snapshot = await repository.findSnapshot(id);
    const started = Date.now();
    const summary = (counts: Pick<RestoreResult, 'files' | 'folders' | 'bytes'>): RestoreSummary => ({
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
    const result = await repository.restore(snapshot.tree, localTarget(target), {
      include,
      dryRun: options.dryRun,
      onPlanned: () => refuseUnmet(snapshot.id.slice(0, 8)),
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
