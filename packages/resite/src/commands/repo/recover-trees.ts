import { userInfo } from 'node:os';
import { recoverTrees } from '@resite/repository/maintenance';
import { now } from '@resite/repository/snapshots';
import { formatRfc3339 } from '@resite/repository/time';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { version } from '../../version.ts';
import { hostOf } from './snapshot-options.ts';

export async function recoverInRepository({ emit, signal, ...context }: Context): Promise<void> {
  const fields = {
    time: formatRfc3339(now()),
    hostname: hostOf({}),
    username: userInfo().username,
    programVersion: `resite ${version}`,
  };
  const { snapshot, roots, unreadable } = await withRepository({ emit, signal, ...context }, repository =>
    recoverTrees(repository, fields, {
      signal,
      onProgress: ({ trees, totalTrees }) =>
        emit({ message_type: 'work_status', unit: 'blob', done: trees, total: totalTrees }),
    }),
  );
  emit({ message_type: 'recovered', ...(snapshot && { snapshot: snapshot.id }), roots, unreadable });
}
