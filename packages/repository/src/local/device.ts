import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ResiteError } from '@resite/errors';
import type { TreeNode } from '../contract/node.ts';
import type { LocalPath } from './path.ts';

const kinds: Partial<Record<TreeNode['type'], string>> = { dev: 'b', chardev: 'c', fifo: 'p' };

/** Makes a device or fifo with the system's mknod, for which Node has no function. */
export async function makeDevice(path: LocalPath, node: TreeNode): Promise<void> {
  const kind = kinds[node.type];
  if (kind === undefined || typeof path !== 'string') {
    throw new ResiteError(
      'FILE_ACCESS',
      `cannot make ${path}: this computer has no way to make a ${node.type} of this name`,
    );
  }
  const numbers = kind === 'p' ? [] : deviceNumbers(node.device ?? 0n);
  await promisify(execFile)('mknod', ['-m', '600', '--', path, kind, ...numbers]);
}

/** Major and minor number, as Linux packs them into a dev_t. */
function deviceNumbers(device: bigint): [major: string, minor: string] {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xffff_f000n);
  const minor = (device & 0xffn) | ((device >> 12n) & 0xffff_ff00n);
  return [major.toString(), minor.toString()];
}
