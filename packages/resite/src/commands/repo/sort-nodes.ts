import { extname } from 'node:path/posix';
import type { TreeNode } from '@resite/repository';

interface Listed {
  path: string;
  node: TreeNode;
}

const keys = {
  name: ({ path }) => path,
  size: ({ node }) => node.size ?? 0n,
  time: ({ node }) => node.modified,
  mtime: ({ node }) => node.modified,
  atime: ({ node }) => node.accessed,
  ctime: ({ node }) => node.changed,
  extension: ({ path }) => extname(path),
} satisfies Record<string, (listed: Listed) => string | bigint>;

export type SortKey = keyof typeof keys;

export const sortKeys = Object.keys(keys) as SortKey[];

/** The smallest first; of those that are equal, in the order of their paths. */
export function sortNodes<L extends Listed>(listed: readonly L[], by: SortKey): L[] {
  const key: (listed: Listed) => string | bigint = keys[by];
  const compare = (a: string | bigint, b: string | bigint) => (a < b ? -1 : a > b ? 1 : 0);
  return listed.toSorted((a, b) => compare(key(a), key(b)) || compare(a.path, b.path));
}
