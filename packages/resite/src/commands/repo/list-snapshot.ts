import { ResiteError } from '@resite/errors';
import type { Repository, TreeNode } from '@resite/repository';
import type { Context } from '../../context.ts';
import { nodeInfo } from '../../node-info.ts';
import { withRepository } from '../../repository-access.ts';
import type { FilterOptions } from './filter-options.ts';
import { findFolder, type NamedFolder, parseFolder } from './named-folder.ts';

export async function listSnapshot(
  context: Context,
  named: string,
  path: string | undefined,
  options: FilterOptions,
): Promise<void> {
  const name = parseFolder(named, options);
  await withRepository(context, async repository => {
    const folder = await findFolder(repository, name);
    for await (const node of nodesBelow(repository, folder, path)) {
      context.signal.throwIfAborted();
      context.emit({ message_type: 'node', ...nodeInfo(node.path, node.node) });
    }
  });
}

async function* nodesBelow(
  repository: Repository,
  { name, tree }: NamedFolder,
  path: string | undefined,
): AsyncGenerator<{ path: string; node: TreeNode }> {
  const wanted = path?.split('/').filter(Boolean).join('/') ?? '';
  if (wanted === '') return yield* repository.walk(tree);
  const node = await repository.find(tree, wanted);
  if (node === undefined) {
    throw new ResiteError('FILE_MISSING', `there is no /${wanted} in the snapshot ${name}`, {
      hint: `See what there is: resite repo ls ${name}`,
    });
  }
  yield { path: `/${wanted}`, node };
  if (node.subtree === undefined) return;
  for await (const below of repository.walk(node.subtree)) yield { ...below, path: `/${wanted}${below.path}` };
}
