import { type BigIntStats, readlinkSync } from 'node:fs';
import { getExtendedAttribute, listExtendedAttributes } from '@resite/filesystem';
import { fileMode, nodeType } from '../file-mode.ts';
import type { ExtendedAttribute, NodeType } from '../node.ts';
import type { SourceEntry } from '../source.ts';
import type { LocalPath } from './path.ts';

export interface AccountNames {
  users: ReadonlyMap<number, string>;
  groups: ReadonlyMap<number, string>;
}

/**
 * A file, folder or link with the metadata restic keeps of it; the access time is the modification time, as restic has it.
 * Link target and extended attributes are read when they are asked for, so that their failure costs this entry only.
 */
export class LocalEntry implements SourceEntry {
  readonly path: LocalPath;
  readonly name: Buffer;
  readonly type: NodeType;
  readonly mode: number;
  readonly modified: bigint;
  readonly accessed: bigint;
  readonly changed: bigint;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  readonly inode: bigint;
  readonly deviceId: bigint;
  readonly size: bigint;
  readonly links: bigint;
  readonly device: bigint;

  constructor(path: LocalPath, name: Buffer, stat: BigIntStats, names: AccountNames) {
    this.path = path;
    this.name = name;
    this.type = nodeType(Number(stat.mode));
    this.mode = fileMode(Number(stat.mode));
    this.modified = stat.mtimeNs;
    this.accessed = stat.mtimeNs;
    this.changed = stat.ctimeNs;
    this.uid = Number(stat.uid);
    this.gid = Number(stat.gid);
    this.user = names.users.get(this.uid) ?? '';
    this.group = names.groups.get(this.gid) ?? '';
    this.inode = stat.ino;
    this.deviceId = stat.dev;
    this.size = this.type === 'file' ? stat.size : 0n;
    this.links = this.type === 'dir' || this.type === 'fifo' ? 0n : stat.nlink;
    this.device = this.type === 'dev' || this.type === 'chardev' ? stat.rdev : 0n;
  }

  get linkTarget(): Buffer {
    return this.type === 'symlink' ? readlinkSync(this.path, 'buffer') : Buffer.alloc(0);
  }

  get extendedAttributes(): ExtendedAttribute[] {
    if (process.platform !== 'linux') return [];
    const path = this.path;
    return listExtendedAttributes(path).flatMap(name => {
      const value = getExtendedAttribute(path, name);
      return value === undefined ? [] : [{ name, value }];
    });
  }
}
