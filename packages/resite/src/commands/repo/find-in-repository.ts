import { defined } from '@resite/errors';
import { type FoundBlob, findByIds, findByPattern } from '@resite/repository/explore';
import { chooseSnapshots } from '@resite/repository/snapshots';
import type { Context } from '../../context.ts';
import { nodeInfo } from '../../node-info.ts';
import { withRepository } from '../../repository-access.ts';
import { filterFor } from './filter.ts';
import type { FilterOptions } from './filter-options.ts';

interface Options extends FilterOptions {
  readonly snapshot?: string[];
  readonly ignoreCase?: boolean;
  readonly oldest?: bigint;
  readonly newest?: bigint;
  readonly blob?: boolean;
  readonly tree?: boolean;
  readonly pack?: boolean;
}

export async function findInRepository(context: Context, patterns: string[], options: Options): Promise<void> {
  const names = options.snapshot ?? [];
  const filter = filterFor(names, options);
  await withRepository(context, async repository => {
    const snapshots = await chooseSnapshots(repository, names, filter);
    const { signal } = context;
    if (options.blob || options.tree || options.pack) {
      const wanted = defined({
        blobs: options.blob ? patterns : undefined,
        trees: options.tree ? patterns : undefined,
        packs: options.pack ? patterns : undefined,
      });
      const tell = ({ snapshot, path, type, id }: FoundBlob) =>
        context.emit({ message_type: 'blob_match', snapshot: snapshot.id, path, object_type: type, object_id: id });
      return findByIds(repository, snapshots, wanted, tell, { signal });
    }
    await findByPattern(
      repository,
      snapshots,
      patterns,
      ({ snapshot, path, node }) =>
        context.emit({ message_type: 'match', snapshot: snapshot.id, ...nodeInfo(path, node) }),
      { ignoreCase: options.ignoreCase, oldest: options.oldest, newest: options.newest, signal },
    );
  });
}
