import { compress } from '../../src/compression/zstd.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { Sealer } from '../../src/crypto/seal.ts';
import { encodeIndex } from '../../src/format/index-file.ts';
import type { BlobType } from '../../src/format/pack-header.ts';
import { encodeSnapshot } from '../../src/format/snapshot-file.ts';
import { encodeTree } from '../../src/format/tree.ts';
import { type Backend, memoryBackend, type OpenedRepository, type TreeNode } from '../../src/index.ts';
import { openMasterKey } from '../../src/keys/key-file.ts';
import { OpenPack } from '../../src/pack/open-pack.ts';
import { PackMemory } from '../../src/pack/pack-memory.ts';
import { Store } from '../../src/store/store.ts';
import { fieldsFor, password } from '../helpers.ts';
import { makeMemoryRepository, reopenMemory } from '../memory-repository.ts';

export interface ForgedBlob {
  type: BlobType;
  content: Buffer;
  /** Where they are not what the content says. */
  id?: string;
  plainLength?: number;
  /** The sealed bytes, instead of the compressed content. */
  frame?: Buffer;
}

/** Writes into a repository whatever one who has its keys can write, past every check of this package. */
export class Forger {
  readonly backend: Backend;
  readonly store: Store;

  private constructor(backend: Backend, store: Store) {
    this.backend = backend;
    this.store = store;
  }

  static async begin(backend: Backend = memoryBackend()): Promise<Forger> {
    await (await makeMemoryRepository(backend)).close();
    return Forger.into(backend);
  }

  /** Into a repository that is there. */
  static async into(backend: Backend): Promise<Forger> {
    return new Forger(backend, new Store(backend, new Sealer((await openMasterKey(backend, password)).key), 2));
  }

  open(): Promise<OpenedRepository> {
    return reopenMemory(this.backend);
  }

  /** Stores blobs in one pack with its index; the IDs that it claims for them. */
  async blobs(blobs: readonly ForgedBlob[]): Promise<string[]> {
    const pack = new OpenPack(new PackMemory(), this.store.packSize);
    const ids = blobs.map(({ type, content, id = sha256(content), plainLength = content.length, frame }) => {
      pack.add(type, id, this.store.sealer.seal(frame ?? compress(content)), plainLength);
      return id;
    });
    const name = pack.finish(this.store.sealer);
    await this.backend.save('data', name, [pack.content.bytes]);
    await this.store.saveUnpacked('index', encodeIndex([{ id: name, blobs: pack.blobs }]));
    return ids;
  }

  async tree(nodes: readonly TreeNode[]): Promise<string> {
    return (await this.blobs([{ type: 'tree', content: encodeTree(nodes) }]))[0]!;
  }

  async snapshot(tree: string): Promise<string> {
    return this.store.saveUnpacked('snapshots', encodeSnapshot({ ...fieldsFor('/'), tree }));
  }
}

/** A node with the name and whatever else is given. */
export function forgedNode(name: string | Buffer, more: Partial<TreeNode> = {}): TreeNode {
  const times = { modified: 0n, accessed: 0n, changed: 0n };
  return { name: Buffer.from(name), type: 'file', mode: 0o644, ...times, uid: 0, gid: 0, ...more };
}
