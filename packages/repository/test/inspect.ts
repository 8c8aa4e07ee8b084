import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { getExtendedAttribute, listExtendedAttributes } from '@resite/filesystem';

/** Everything a restore should bring back, by path in Latin-1 (so that any bytes show). */
export function inspectFolder(folder: string): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  const inodes = new Map<string, string>();

  const visit = (path: Buffer, shown: string): void => {
    const stat = lstatSync(path, { bigint: true });
    const entry: Record<string, unknown> = {
      mode: Number(stat.mode).toString(8),
      modified: stat.mtimeNs,
      owner: `${stat.uid}:${stat.gid}`,
      attributes: listExtendedAttributes(path)
        .toSorted()
        .map(name => [name, getExtendedAttribute(path, name)!.toString('base64')]),
    };
    if (stat.isFile()) {
      entry.size = stat.size;
      entry.content = createHash('sha256').update(readFileSync(path)).digest('hex');
      const inode = `${stat.dev}:${stat.ino}`;
      if (stat.nlink > 1n) entry.sameAs = inodes.get(inode) ?? shown;
      if (!inodes.has(inode)) inodes.set(inode, shown);
    }
    if (stat.isSymbolicLink()) entry.target = readlinkSync(path, 'latin1');
    if (stat.isBlockDevice() || stat.isCharacterDevice()) entry.device = stat.rdev;
    found[shown] = entry;
    if (!stat.isDirectory()) return;
    for (const name of readdirSync(path, 'buffer').sort(Buffer.compare)) {
      visit(Buffer.concat([path, Buffer.from('/'), name]), `${shown}/${name.toString('latin1')}`);
    }
  };
  visit(Buffer.from(folder), '.');
  return found;
}
