import { defined } from '@resite/errors';
import { textFromBytes } from '@resite/filesystem/path-text';
import type { NodeType, TreeNode } from '@resite/repository';
import type { NodeEvent } from './reporters/snapshot-events.ts';

const typeLetters: Record<NodeType, string> = {
  file: '-',
  dir: 'd',
  symlink: 'l',
  dev: 'b',
  chardev: 'c',
  fifo: 'p',
  socket: 's',
  irregular: '?',
};

/** A node of a snapshot in the terms that people and programs read. */
export function nodeInfo(
  path: string,
  { type, mode, modified, size, linkTarget }: TreeNode,
): Omit<NodeEvent, 'message_type'> {
  const bits = [...'rwxrwxrwx'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  return {
    path,
    type,
    ...defined({ size: size === undefined ? undefined : Number(size) }),
    mtime: new Date(Number(modified / 1_000_000n)).toISOString(),
    ...defined({ link_target: linkTarget && textFromBytes(linkTarget) }),
    permissions: typeLetters[type] + bits.join(''),
  };
}
