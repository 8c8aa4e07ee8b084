import { ResiteError, shortId } from '@resite/errors';
import type { Repository, Snapshot, TreeNode } from '@resite/repository';
import type { Context } from '../../context.ts';
import { nodeInfo } from '../../node-info.ts';
import { withRepository } from '../../repository-access.ts';

export async function listSnapshot(context: Context, id: string, path: string | undefined): Promise<void> {
  await withRepository(context, async repository => {
    const snapshot = await repository.findSnapshot(id);
    for await (const node of nodesBelow(repository, snapshot, path)) {
      context.signal.throwIfAborted();
      context.emit({ message_type: 'node', ...nodeInfo(node.path, node.node) });
    }
  });
}

async function* nodesBelow(
  repository: Repository,
  { id, tree }: Snapshot,
  path: string | undefined,
): AsyncGenerator<{ path: string; node: TreeNode }> {
  const wanted = path?.split('/').filter(Boolean).join('/') ?? '';
  if (wanted === '') return yield* repository.walk(tree);
  const node = await repository.find(tree, wanted);
  if (node === undefined) {
    throw new ResiteError('FILE_MISSING', `there is no /${wanted} in the snapshot ${shortId(id)}`, {
      hint: `See what there is: resite repo ls ${shortId(id)}`,
    });
  }
  yield { path: `/${wanted}`, node };
  if (node.subtree === undefined) return;
  for await (const below of repository.walk(node.subtree)) yield { ...below, path: `/${wanted}${below.path}` };
}
