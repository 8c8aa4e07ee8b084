import { cacheTag, listAhead, localSource, parseFolderTag } from '@resite/repository/archive';
import { matchesAny } from '@resite/repository/pattern';
import { parseSize } from '@resite/repository/sizes';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { backupJournal } from './backup-journal.ts';
import { findPaths } from './find-paths.ts';
import { parentFinder } from './parent-snapshot.ts';
import type { ExcludeOptions } from './pattern-options.ts';
import { excludePatterns } from './patterns.ts';
import { type SaveOptions, saveSource } from './save-source.ts';
import { trySource } from './try-source.ts';

export interface FolderOptions extends ExcludeOptions, SaveOptions {
  readonly excludeIfPresent?: string[];
  readonly excludeCaches?: boolean;
  readonly excludeLargerThan?: string;
  readonly oneFileSystem?: boolean;
  readonly withAtime?: boolean;
  readonly dryRun?: boolean;
}

export async function saveFolders(context: Context, paths: string[], options: FolderOptions): Promise<void> {
  const { absolute, missing } = await findPaths(context, paths);
  const findParent = parentFinder(absolute, options);
  const excludes = await excludePatterns(options);
  // The folders are listed while the password becomes a key, which takes another thread half a second.
  const ahead = listAhead(
    localSource(absolute, {
      exclude: matchesAny(excludes),
      excludeIfPresent: [
        ...(options.excludeIfPresent ?? []).map(parseFolderTag),
        ...(options.excludeCaches ? [cacheTag] : []),
      ],
      excludeLargerThan: options.excludeLargerThan === undefined ? undefined : parseSize(options.excludeLargerThan),
      oneFileSystem: options.oneFileSystem,
      withAccessTime: options.withAtime,
    }),
  );
  try {
    await withRepository(context, async repository => {
      const parent = await findParent(repository);
      await ahead.stop();
      const saving = { repository, source: ahead.source, parent, paths: absolute, missing, options };
      if (options.dryRun) return trySource(context, saving);
      await saveSource(context, {
        ...saving,
        excludes,
        journal: options.force ? undefined : backupJournal(repository, absolute),
        countAhead: context.options.json === true || process.stderr.isTTY === true,
      });
    });
  } finally {
    await ahead.stop();
  }
}
