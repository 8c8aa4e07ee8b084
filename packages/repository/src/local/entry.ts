import { type BigIntStats, readlinkSync } from 'node:fs';
import { getExtendedAttribute, listExtendedAttributes } from '@resite/filesystem';
import type { ExtendedAttribute, NodeType } from '../contract/node.ts';
import type { SourceEntry } from '../contract/source.ts';
import { fileMode, nodeType } from '../format/file-mode.ts';
import { childPath, type LocalPath } from './path.ts';
import { StatBlock } from './stat-block.ts';

export interface AccountNames {
  users: ReadonlyMap<number, string>;
  groups: ReadonlyMap<number, string>;
}

/** What the entries of one source share. */
export class EntryShare {
  readonly names: AccountNames;
  /** Whether entries have the access time; else it is the modification time, as restic has it. */
  readonly withAccessTime: boolean;
  #block = new StatBlock();

  constructor(names: AccountNames, { withAccessTime = false } = {}) {
    this.names = names;
    this.withAccessTime = withAccessTime;
  }

  /** A block with room for one more entry. */
  get block(): StatBlock {
    if (this.#block.isFull) this.#block = new StatBlock();
    return this.#block;
  }
}

const nothing = Buffer.alloc(0);

/**
 * A file, folder or link with the metadata restic keeps of it. There may be very many at a time, so each keeps little and derives the rest when asked. Link target and extended
 * attributes are read on demand, so that a failure costs this entry only.
 */
export class LocalEntry implements SourceEntry {
  readonly #folder: LocalPath;
  /** Its bytes, one a character. */
  readonly #name: string;
  readonly #share: EntryShare;
  readonly #block: StatBlock;
  readonly #row: number;

  constructor(folder: LocalPath, name: string, stat: BigIntStats, share: EntryShare) {
    this.#folder = folder;
    this.#name = name;
    this.#share = share;
    this.#block = share.block;
    this.#row = this.#block.add(stat);
  }

  /** The same file as it is now. */
  again(stat: BigIntStats): LocalEntry {
    return new LocalEntry(this.#folder, this.#name, stat, this.#share);
  }

  get path(): LocalPath {
    return childPath(this.#folder, this.#name);
  }

  get name(): Buffer {
    return Buffer.from(this.#name, 'latin1');
  }

  get type(): NodeType {
    return nodeType(this.#block.mode(this.#row));
  }

  get mode(): number {
    return fileMode(this.#block.mode(this.#row));
  }

  get modified(): bigint {
    return this.#block.time(this.#row, 'modified');
  }

  get accessed(): bigint {
    return this.#share.withAccessTime ? this.#block.time(this.#row, 'accessed') : this.modified;
  }

  get changed(): bigint {
    return this.#block.time(this.#row, 'changed');
  }

  get uid(): number {
    return this.#block.uid(this.#row);
  }

  get gid(): number {
    return this.#block.gid(this.#row);
  }

  get user(): string {
    return this.#share.names.users.get(this.uid) ?? '';
  }

  get group(): string {
    return this.#share.names.groups.get(this.gid) ?? '';
  }

  get inode(): bigint {
    return this.#block.number(this.#row, 'inode');
  }

  get deviceId(): bigint {
    return this.#block.number(this.#row, 'deviceId');
  }

  get size(): bigint {
    return this.type === 'file' ? this.#block.number(this.#row, 'size') : 0n;
  }

  get links(): bigint {
    return this.type === 'dir' || this.type === 'fifo' ? 0n : this.#block.number(this.#row, 'links');
  }

  get device(): bigint {
    return this.type === 'dev' || this.type === 'chardev' ? this.#block.number(this.#row, 'device') : 0n;
  }

  get linkTarget(): Buffer {
    return this.type === 'symlink' ? readlinkSync(this.path, 'buffer') : nothing;
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
