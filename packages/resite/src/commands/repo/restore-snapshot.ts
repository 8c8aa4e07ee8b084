import { dirname } from 'node:path';
import { defined, ResiteError } from '@resite/errors';
import { absolutePath, pathFromText } from '@resite/filesystem/path-text';
import type { Overwrite, RestoreOptions, RestoreResult } from '@resite/repository';
import { localTarget } from '@resite/repository/restore';
import type { Context } from '../../context.ts';
import type { RestoreSummary } from '../../reporters/events.ts';
import { withRepository } from '../../repository-access.ts';
import { plural } from '../../text.ts';
import type { FilterOptions } from './filter-options.ts';
import { findFolder, parseFolder } from './named-folder.ts';
import type { ExcludeOptions, IncludeOptions } from './pattern-options.ts';
import { selectionOf } from './selection.ts';

interface Options extends IncludeOptions, ExcludeOptions, FilterOptions {
  readonly target: string;
  readonly dryRun?: boolean;
  readonly overwrite: Overwrite;
  readonly sparse?: boolean;
  readonly delete?: boolean;
  readonly verify?: boolean;
}

export async function restoreSnapshot(context: Context, named: string, options: Options): Promise<void> {
  const { emit, signal } = context;
  const target = absolutePath(options.target);
  if (options.delete && dirname(target) === target) {
    throw new ResiteError('USAGE', `--delete would remove everything in ${target} that the snapshot does not hold`, {
      hint: 'Nothing was done. Restore into a folder, or without --delete.',
    });
  }
  const folder = parseFolder(named, options);
  const { include, refuseUnmet } = await selectionOf(options);
  await withRepository(context, async repository => {
    const snapshot = await findFolder(repository, folder);
    const started = Date.now();
    const summary = (counts: RestoreResult): RestoreSummary => ({
      message_type: 'summary',
      operation: 'restore',
      dry_run: options.dryRun === true,
      snapshot_id: snapshot.id,
      target,
      files_restored: counts.files,
      dirs_restored: counts.folders,
      bytes_restored: counts.bytes,
      files_unchanged: counts.filesUnchanged,
      bytes_unchanged: counts.bytesUnchanged,
      files_skipped: counts.skipped,
      files_deleted: counts.deleted,
      ...defined({ files_verified: options.verify && !options.dryRun ? counts.verified : undefined }),
      total_duration: (Date.now() - started) / 1000,
    });
    const tell: RestoreOptions['onEntry'] = ({ path, type, size, action }) =>
      emit({ message_type: 'verbose_status', action, item: path, type, size });
    const result = await repository.restore(
      snapshot.tree,
      localTarget(pathFromText(target), { restored: snapshot.tree }),
      {
        include,
        dryRun: options.dryRun,
        overwrite: options.overwrite,
        sparse: options.sparse,
        delete: options.delete,
        verify: options.verify,
        onPlanned: () => refuseUnmet(snapshot.name),
        signal,
        ...defined({ onEntry: options.dryRun ? tell : undefined }),
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
      },
    );
    const warn = (item: string, message: string) =>
      emit({ message_type: 'error', error: { message }, during: 'restore', item });
    for (const what of result.mended) warn('repository', what);
    if (options.delete && result.failed.length > 0)
      warn(target, 'nothing was deleted, because not everything was restored');
    for (const { path, error } of result.failed) {
      warn(path, error.message);
    }
    emit(summary(result));
    if (result.failed.length === 0) return;
    throw new ResiteError(
      'RESTORE_PARTIAL',
      `${plural(result.failed.length, 'file or folder', 'files or folders')} could not be restored`,
      {
        hint: 'Everything else was restored. The reasons are above. The same command tries everything again.',
      },
    );
  });
}
