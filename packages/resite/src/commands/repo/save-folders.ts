import { lstat } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { defined, isSystemError, ResiteError, shortId } from '@resite/errors';
import type { ArchiveResult, Repository, Snapshot, Source } from '@resite/repository';
import { cacheTag, listAhead, localSource, parseFolderTag } from '@resite/repository/archive';
import { matchesAny } from '@resite/repository/pattern';
import { newest } from '@resite/repository/snapshots';
import { formatRfc3339 } from '@resite/repository/time';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { plural } from '../../text.ts';
import { version } from '../../version.ts';
import { backupJournal } from './backup-journal.ts';
import { backupProgress } from './backup-progress.ts';
import { backupSummary, estimateBackup } from './backup-summary.ts';
import { splitTags } from './filter-options.ts';
import { type ExcludeOptions, excludePatterns, type Patterns } from './patterns.ts';

interface Options extends ExcludeOptions {
  readonly excludeIfPresent?: string[];
  readonly excludeCaches?: boolean;
  readonly tag?: string[];
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

export async function saveFolders(context: Context, paths: string[], options: Options): Promise<void> {
  const absolute = [...new Set(paths.map(path => resolve(path)))];
  await Promise.all(absolute.map(refuseMissing));
  const excludes = await excludePatterns(options);
  // The folders are listed while the password becomes a key, which takes another thread half a second.
  const ahead = listAhead(
    localSource(absolute, {
      exclude: matchesAny(excludes),
      excludeIfPresent: [
        ...(options.excludeIfPresent ?? []).map(parseFolderTag),
        ...(options.excludeCaches ? [cacheTag] : []),
      ],
    }),
  );
  try {
    await withRepository(context, async repository => {
      const parent = options.force ? undefined : await findParent(repository, absolute);
      await ahead.stop();
      if (options.dryRun) return context.emit(await estimateBackup(repository, ahead.source, parent?.tree));
      await saveSource(context, { repository, source: ahead.source, parent, paths: absolute, excludes, options });
    });
  } finally {
    await ahead.stop();
  }
}

interface Saving {
  repository: Repository;
  source: Source;
  parent: Snapshot | undefined;
  paths: string[];
  excludes: Patterns;
  options: Options;
}

async function saveSource(context: Context, saving: Saving): Promise<void> {
  const { repository, source, parent, paths, excludes, options } = saving;
  const journal = options.force ? undefined : backupJournal(repository, paths);
  const archived = await repository.archive(source, {
    ...defined({ parent: parent?.tree }),
    signal: context.signal,
    ...defined({ journal }),
    countAhead: context.options.json === true || process.stderr.isTTY === true,
    onProgress: backupProgress(context.emit),
  });
  reportTroubles(context, archived);
  context.signal.throwIfAborted();
  const left = [...excludes.patterns, ...excludes.ignoringCase];
  const snapshot = await repository.commit({
    time: formatRfc3339(BigInt(archived.summary.started.getTime()) * 1_000_000n),
    ...defined({ parent: parent?.id }),
    tree: archived.tree,
    paths,
    hostname: hostname(),
    username: userInfo().username,
    ...defined({ excludes: left.length > 0 ? left : undefined, tags: tagsOf(options) }),
    programVersion: `resite ${version}`,
    summary: archived.summary,
  });
  context.emit(backupSummary(archived.summary, snapshot.id));
  if (archived.unreadable.length === 0 && archived.summary.filesProcessed > 0) return;
  if (archived.unreadable.length === 0) {
    throw new ResiteError(
      'SOURCE_EMPTY',
      `no file was saved: the snapshot ${shortId(snapshot.id)} holds folders at most`,
      {
        hint: 'Check the paths, and whether an exclude matches one of them.',
      },
    );
  }
  throw new ResiteError('SOURCE_UNREADABLE', `${plural(archived.unreadable.length, 'file')} could not be read`, {
    hint: `Everything else is saved in the snapshot ${shortId(snapshot.id)}.`,
  });
}

/** As restic does, without empty ones. */
function tagsOf({ tag = [] }: Options): string[] | undefined {
  const tags = tag.flatMap(splitTags).filter(each => each !== '');
  return tags.length === 0 ? undefined : tags;
}

async function refuseMissing(path: string): Promise<void> {
  try {
    await lstat(path);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new ResiteError('FILE_MISSING', `there is no ${path}`, { hint: 'Check the path. Nothing was saved.' });
  }
}

/** As restic chooses it: the latest snapshot of the same paths on this computer. */
async function findParent(repository: Repository, paths: string[]): Promise<Snapshot | undefined> {
  const wanted = paths.toSorted().join('\0');
  const snapshots = await repository.snapshots();
  return newest(
    snapshots.filter(
      ({ hostname: host, paths: saved }) => host === hostname() && saved.toSorted().join('\0') === wanted,
    ),
  );
}

function reportTroubles({ emit }: Context, { unreadable, changedWhileRead, damagedInParent }: ArchiveResult): void {
  const warn = (item: string, message: string) =>
    emit({ message_type: 'error', error: { message }, during: 'backup', item });
  for (const { path, error } of unreadable) warn(path, error.message);
  for (const what of damagedInParent) warn('parent', `${what}; what it held was read again`);
  for (const path of changedWhileRead) warn(path, 'it changed while it was read');
}
