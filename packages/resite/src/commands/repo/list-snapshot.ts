import { ResiteError } from '@resite/errors';
import type { Repository, TreeNode } from '@resite/repository';
import type { Context } from '../../context.ts';
import { nodeInfo } from '../../node-info.ts';
import { withRepository } from '../../repository-access.ts';
import type { FilterOptions } from './filter-options.ts';
import { findFolder, type NamedFolder, parseFolder } from './named-folder.ts';
import { ncduExport } from './ncdu-export.ts';
import { toOutput } from './raw-output.ts';
import { type SortKey, sortNodes } from './sort-nodes.ts';

interface Options extends FilterOptions {
  readonly sort?: SortKey;
  readonly reverse?: boolean;
  readonly ncdu?: boolean;
}

export async function listSnapshot(
  context: Context,
  named: string,
  path: string | undefined,
  options: Options,
): Promise<void> {
  const name = parseFolder(named, options);
  const { signal, emit } = context;
  if (options.ncdu) refuseBeside(options, path, context.options.json);
  await withRepository(context, async repository => {
    const folder = await findFolder(repository, name);
    if (options.ncdu) {
      const write = toOutput(signal);
      for await (const part of ncduExport(repository, folder.tree, signal)) await write(part);
      return;
    }
    const nodes = nodesBelow(repository, folder, path);
    for await (const { path, node } of await inOrder(nodes, options)) {
      signal.throwIfAborted();
      emit({ message_type: 'node', ...nodeInfo(path, node) });
    }
  });
}

function refuseBeside({ sort, reverse }: Options, path: string | undefined, json: boolean | undefined): void {
  const other = Object.entries({ '--sort': sort, '--reverse': reverse, '--json': json, 'a path': path });
  const [given] = other.filter(([, value]) => value !== undefined && value !== false);
  if (given === undefined) return;
  throw new ResiteError('USAGE', `--ncdu and ${given[0]} do not go together`, {
    hint: 'Nothing was listed. ncdu sorts what it shows; for one folder, name it behind the snapshot: latest:/FOLDER.',
  });
}

interface Listed {
  path: string;
  node: TreeNode;
}

/** As they come, unless they have to be sorted. */
async function inOrder(
  nodes: AsyncGenerator<Listed>,
  { sort, reverse }: Options,
): Promise<AsyncIterable<Listed> | Listed[]> {
  if (sort === undefined && !reverse) return nodes;
  const listed: Listed[] = [];
  for await (const node of nodes) listed.push(node);
  const sorted = sortNodes(listed, sort ?? 'name');
  return reverse ? sorted.reverse() : sorted;
}

async function* nodesBelow(
  repository: Repository,
  { name, tree }: NamedFolder,
  path: string | undefined,
): AsyncGenerator<Listed> {
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
