import { changeTags } from '@resite/repository/maintenance';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { splitTags } from './filter-options.ts';
import { snapshotInfo } from './list-snapshots.ts';

interface Options {
  readonly set?: string[];
  readonly add?: string[];
  readonly remove?: string[];
}

export async function tagSnapshots(context: Context, ids: string[], { set, add, remove }: Options): Promise<void> {
  const flat = (lists: string[] | undefined) => lists?.flatMap(splitTags);
  const change = { set: flat(set), add: flat(add), remove: flat(remove) };
  const snapshots = await withRepository(context, repository => changeTags(repository, ids, change));
  context.emit({ message_type: 'tagged', snapshots: snapshots.map(snapshotInfo) });
}
