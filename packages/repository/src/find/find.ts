import { ResiteError } from '@resite/errors';
import type { TreeNode } from '../contract/node.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import { internals, type OpenedRepository } from '../opened/opened-repository.ts';
import { Breather } from '../system/breather.ts';
import { formatRfc3339 } from '../text/time.ts';
import { pathPattern } from './pattern.ts';

export interface FindOptions {
  readonly ignoreCase?: boolean | undefined;
  /** Only what was modified no earlier, and no later: nanoseconds since 1970. */
  readonly oldest?: bigint | undefined;
  readonly newest?: bigint | undefined;
  readonly signal?: AbortSignal;
}

export interface Found {
  snapshot: Snapshot;
  path: string;
  node: TreeNode;
}

/**
 * Every file and folder of the snapshots whose path matches one of the patterns (see `pathPattern`), in their order.
 *
 * @example
 * ```ts
 * import { findByPattern, openRepository } from '@resite/repository';
 *
 * const repository = await openRepository('./backups', 'a long password');
 * const snapshots = await repository.snapshots();
 * await findByPattern(repository, snapshots, ['*.conf'], ({ snapshot, path }) => console.log(snapshot.id, path));
 * await repository.close();
 * ```
 */
export async function findByPattern(
  repository: OpenedRepository,
  snapshots: readonly Snapshot[],
  patterns: readonly string[],
  onFound: (found: Found) => void,
  { ignoreCase = false, oldest, newest, signal }: FindOptions = {},
): Promise<void> {
  if (oldest !== undefined && newest !== undefined && oldest > newest) {
    const message = `${formatRfc3339(oldest)} is later than ${formatRfc3339(newest)}: nothing was modified between them`;
    throw new ResiteError('USAGE', message, { hint: 'Exchange the two times.' });
  }
  const matches = patterns.map(pattern => pathPattern(pattern, { ignoreCase }));
  const breather = new Breather(signal);
  await repository[internals].reading(async () => {
    for (const snapshot of snapshots) {
      for await (const { path, node } of repository.walk(snapshot.tree)) {
        await breather.breathe();
        if (oldest !== undefined && node.modified < oldest) continue;
        if (newest !== undefined && node.modified > newest) continue;
        if (matches.some(match => match(path))) onFound({ snapshot, path, node });
      }
    }
  });
}
