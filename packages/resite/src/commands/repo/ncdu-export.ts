import { bytesFromText, textFromBytes } from '@resite/filesystem/path-text';
import type { Repository, TreeNode } from '@resite/repository';
import { permissionBits } from '@resite/repository/tree';
import { version } from '../../version.ts';

const block = 512n;

/** What is below a tree as ncdu reads it with -f (https://dev.yorhel.nl/ncdu/jsonfmt), folder by folder. */
export async function* ncduExport(repository: Repository, tree: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const about = { progname: 'resite', progver: version, timestamp: Math.floor(Date.now() / 1000) };
  yield Buffer.from(`[1,2,${JSON.stringify(about)},[{"name":"/"}`);
  yield* itemsOf(repository, tree, signal);
  yield Buffer.from(']]\n');
}

async function* itemsOf(repository: Repository, tree: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  for (const node of await repository.tree(tree)) {
    signal.throwIfAborted();
    if (node.type !== 'dir') {
      yield bytesFromText(`,\n${itemOf(node)}`);
      continue;
    }
    yield bytesFromText(`,\n[${itemOf(node)}`);
    if (node.subtree !== undefined) yield* itemsOf(repository, node.subtree, signal);
    yield Buffer.from(']');
  }
}

function itemOf({ name, type, size = 0n, deviceId, inode, links = 0n, uid, gid, mode, modified }: TreeNode): string {
  const fields = [
    `"name":${quoted(textFromBytes(name))}`,
    ...(type === 'file' ? [`"asize":${size}`, `"dsize":${((size + block - 1n) / block) * block}`] : []),
    ...(deviceId === undefined ? [] : [`"dev":${deviceId}`]),
    ...(inode === undefined ? [] : [`"ino":${inode}`]),
    ...(links > 1n ? [`"nlink":${links}`, '"hlnkc":true'] : []),
    ...(type === 'file' || type === 'dir' ? [] : ['"notreg":true']),
    `"uid":${uid}`,
    `"gid":${gid}`,
    `"mode":${permissionBits(mode)}`,
    `"mtime":${modified / 1_000_000_000n}`,
  ];
  return `{${fields.join()}}`;
}

/** JSON text in which a byte that is not UTF-8 stays one, as ncdu wants it: `JSON.stringify` would escape it. */
const quoted = (name: string) =>
  JSON.stringify(name).replace(/\\(?:ud([89a-f])([0-9a-f]{2})|.)/g, (whole, high?: string, low?: string) =>
    high === undefined ? whole : String.fromCharCode(Number.parseInt(`d${high}${low}`, 16)),
  );
