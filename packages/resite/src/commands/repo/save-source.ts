import { userInfo } from 'node:os';
import { defined, ResiteError, shortId } from '@resite/errors';
import { withBytesShown } from '@resite/filesystem/path-text';
import type { ArchiveResult, ChangeSign, JournalOptions, Repository, Snapshot, Source } from '@resite/repository';
import { formatRfc3339 } from '@resite/repository/time';
import type { Context } from '../../context.ts';
import { plural } from '../../text.ts';
import { version } from '../../version.ts';
import { backupProgress } from './backup-progress.ts';
import { backupSummary } from './backup-summary.ts';
import type { ParentOptions } from './parent-snapshot.ts';
import type { Patterns } from './patterns.ts';
import { hostOf, type SnapshotOptions, tagsOf } from './snapshot-options.ts';
import { tellEntry, type VerboseOptions } from './tell-entry.ts';

export interface SaveOptions extends SnapshotOptions, ParentOptions, VerboseOptions {
  readonly skipIfUnchanged?: boolean;
  readonly ignoreCtime?: boolean;
  readonly ignoreInode?: boolean;
}

export interface Saving {
  repository: Repository;
  source: Source;
  paths: string[];
  /** Paths that were named as well and cannot be found. */
  missing?: readonly string[];
  options: SaveOptions;
  parent?: Snapshot | undefined;
  excludes?: Patterns;
  journal?: JournalOptions | undefined;
  countAhead?: boolean;
  /** Throws when no snapshot is to be made of what was archived. */
  refuse?(archived: ArchiveResult): void;
}

/** Reads a source and makes a snapshot of it, or none when the parent holds the same and the options say so. */
export async function saveSource(context: Context, saving: Saving): Promise<void> {
  const { repository, source, parent, missing = [], options, journal, countAhead } = saving;
  const archived = await repository.archive(source, {
    ...defined({
      parent: parent?.tree,
      keepWay: options.skipIfUnchanged,
      journal,
      countAhead,
      onEntry: tellEntry(context, options),
    }),
    ignore: ignored(options),
    signal: context.signal,
    onProgress: backupProgress(context.emit),
  });
  context.signal.throwIfAborted();
  saving.refuse?.(archived);
  reportTroubles(context, archived);
  const id = await keep(context, saving, archived);
  const troubles = troublesOf({ files: archived.unreadable.length, paths: missing.length });
  if (troubles === '' && archived.summary.filesProcessed > 0) return;
  if (troubles === '') {
    throw new ResiteError('SOURCE_EMPTY', `no file was saved: the snapshot ${shortId(id)} holds folders at most`, {
      hint: 'Check the paths, and whether an exclude matches one of them.',
    });
  }
  throw new ResiteError('SOURCE_UNREADABLE', troubles, {
    hint: `Everything else is saved in the snapshot ${shortId(id)}.`,
  });
}

/** In a sentence, empty when there are none. */
export function troublesOf({
  files = 0,
  folders = 0,
  paths,
}: {
  files?: number;
  folders?: number;
  paths: number;
}): string {
  return [
    ...(files === 0 ? [] : [`${plural(files, 'file')} could not be read`]),
    ...(folders === 0 ? [] : [`${plural(folders, 'folder')} cannot be read`]),
    ...(paths === 0 ? [] : [`${plural(paths, 'path')} could not be found`]),
  ].join(', and ');
}

/** As restic has it: where inodes say nothing, change times do not either. */
export function ignored({ ignoreCtime, ignoreInode }: SaveOptions): ChangeSign[] {
  if (ignoreInode) return ['changed', 'inode'];
  return ignoreCtime ? ['changed'] : [];
}

/** The ID of the snapshot that holds what was archived. */
async function keep({ emit }: Context, saving: Saving, archived: ArchiveResult): Promise<string> {
  const { tree, summary } = archived;
  const { repository, parent, paths, excludes = { patterns: [], ignoringCase: [] }, options } = saving;
  if (options.skipIfUnchanged && parent !== undefined && tree === parent.tree) {
    await repository.finish(tree);
    emit(backupSummary(archived, { same_as: parent.id }));
    return parent.id;
  }
  const left = [...excludes.patterns, ...excludes.ignoringCase];
  const { id } = await repository.commit({
    time: formatRfc3339(options.time ?? BigInt(summary.started.getTime()) * 1_000_000n),
    ...defined({ parent: parent?.id }),
    tree,
    paths,
    hostname: hostOf(options),
    username: userInfo().username,
    ...defined({ excludes: left.length > 0 ? left : undefined, tags: tagsOf(options) }),
    programVersion: `resite ${version}`,
    summary,
  });
  emit(backupSummary(archived, { snapshot_id: id }));
  return id;
}

function reportTroubles({ emit }: Context, result: ArchiveResult): void {
  const { unreadable, changedWhileRead, renamedAttributes, damagedInParent } = result;
  const warn = (item: string, message: string) =>
    emit({ message_type: 'error', error: { message }, during: 'backup', item });
  for (const { path, error } of unreadable) warn(path, error.message);
  for (const what of damagedInParent) warn('parent', `${what}; what it held was read again`);
  for (const path of changedWhileRead) warn(path, 'it changed while it was read');
  for (const { path, name } of renamedAttributes)
    warn(
      path,
      `the name of its extended attribute ${withBytesShown(name)} is not UTF-8, and is stored as ${name.toWellFormed()}`,
    );
}
