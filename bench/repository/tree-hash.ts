import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A hash of everything below a folder: names, types, modes, owners, times and content. Uses nothing of what is measured. */
export function hashTree(folder: string): string {
  const hash = createHash('sha256');
  const visit = (path: string, shown: string) => {
    const { mode, uid, gid, mtimeNs, size } = lstatSync(path, { bigint: true });
    const type = Number(mode) & 0o170000;
    hash.update(`${shown}\0${mode} ${uid} ${gid} ${mtimeNs} ${type === 0o100000 ? size : ''}\0`);
    if (type === 0o040000) for (const name of readdirSync(path).sort()) visit(join(path, name), `${shown}/${name}`);
    else if (type === 0o120000) hash.update(readlinkSync(path));
    else if (type === 0o100000) hash.update(readFileSync(path));
  };
  visit(folder, '');
  return hash.digest('hex');
}
