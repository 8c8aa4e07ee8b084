import type { Archive, Write } from './archive.ts';
import { tarEnd, tarHeader, tarPadding, tarType } from './tar.ts';

/** POSIX.1-2001, with extended attributes as `SCHILY.xattr`. */
export function tarArchive(write: Write): Archive {
  return {
    takes: node => tarType(node) !== undefined,
    async add(path, node, content) {
      await write(tarHeader(path, node));
      if (node.type !== 'file') return;
      for await (const bytes of content) await write(bytes);
      await write(tarPadding(node.size ?? 0n));
    },
    end: () => write(tarEnd),
  };
}
