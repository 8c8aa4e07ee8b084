import { unlock } from '@resite/repository/maintenance';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';

export async function unlockRepository(
  context: Context,
  { removeAll = false }: { removeAll?: boolean },
): Promise<void> {
  const { removed, kept } = await withRepository(context, repository => unlock(repository, { all: removeAll }));
  context.emit({ message_type: 'unlocked', removed: removed.length, kept: kept.length });
}
