import { type Advice, defined, isResiteError, ResiteError } from '@resite/errors';
import type { Backend, FileType } from '../backend/backend.ts';
import { readAgain } from '../backend/read-again.ts';
import { compress, decompressUnknown } from '../compression/zstd.ts';
import type { Remedy } from '../contract/remedy.ts';
import { sha256 } from '../crypto/hash.ts';
import { openBlob } from '../crypto/open-blob.ts';
import type { Sealer } from '../crypto/seal.ts';
import { WorkerPool } from '../workers/worker-pool.ts';
import type { BlobPlace } from './blob-place.ts';
import { UnusableFiles } from './unusable-files.ts';
import { type WriteOptions, type WriteSettings, writeSettings } from './write-options.ts';

export const findDamage: Remedy = { kind: 'find-damage' };

function remedyFor(type: FileType, name: string, rightName?: string): Remedy {
  if (type === 'index') return { kind: 'repair-index' };
  if (type === 'snapshots') return defined({ kind: 'unusable-snapshot', snapshot: name, rightName });
  return findDamage;
}

const compressedMark = 2;

/** The files of a repository, sealed and verified: the layer between a backend and everything that has a meaning. */
export class Store {
  readonly backend: Backend;
  readonly sealer: Sealer;
  /** Format version 1 knows no compression. */
  readonly version: 1 | 2;
  readonly compression: WriteSettings['compression'];
  readonly packSize: number;
  /** Threads for everything that has to do with many blobs; started when there is enough of it. */
  readonly workers: WorkerPool;
  /** Of snapshots, index and keys: what work goes on without. */
  readonly unusable: UnusableFiles;

  constructor(
    backend: Backend,
    sealer: Sealer,
    version: 1 | 2,
    { unusable = new UnusableFiles(), ...options }: WriteOptions & { unusable?: UnusableFiles } = {},
  ) {
    const { compression, packSize } = writeSettings(options);
    this.backend = backend;
    this.sealer = sealer;
    this.version = version;
    this.compression = compression;
    this.packSize = packSize;
    this.workers = new WorkerPool(this);
    this.unusable = unusable;
  }

  /** Plaintext of an index, snapshot or lock. */
  loadUnpacked(type: FileType, name: string): Promise<Buffer> {
    return readAgain(() => this.#loadUnpacked(type, name));
  }

  async #loadUnpacked(type: FileType, name: string): Promise<Buffer> {
    const bytes = await this.backend.load(type, name);
    const sealed = this.sealer.open(bytes);
    const plaintext = sealed && unframe(sealed);
    const rightName = sha256(bytes);
    if (rightName !== name) {
      const why = 'its name is not the SHA-256 of its content';
      throw this.unusableFile(type, name, why, plaintext && rightName);
    }
    if (sealed === undefined) throw this.unusableFile(type, name, 'it is not sealed with the key of the repository');
    if (plaintext === undefined) throw this.unusableFile(type, name, 'it cannot be decompressed');
    return plaintext;
  }

  /** Stores an index, snapshot or lock and returns its name. It is opened again before anything is written. */
  async saveUnpacked(type: FileType, plaintext: Buffer): Promise<string> {
    const framed = this.version === 1 ? plaintext : Buffer.concat([Buffer.of(compressedMark), compress(plaintext)]);
    const sealed = this.sealer.seal(framed);
    const opened = this.sealer.open(sealed);
    if (!(opened && unframe(opened))?.equals(plaintext))
      throw new Error(`a sealed file of ${type} does not open again`);
    const name = sha256(sealed);
    await this.backend.save(type, name, [sealed]);
    return name;
  }

  /** Content of a blob, verified against its ID; undefined when the sealed bytes are damaged. */
  openBlob(id: string, sealed: Buffer, plainLength: number): Buffer | undefined {
    return openBlob(this.sealer, id, sealed, plainLength);
  }

  async loadBlob(id: string, place: BlobPlace): Promise<Buffer> {
    return (await this.loadBlobAsStored(id, place)).content;
  }

  /** A blob with its sealed bytes, for a move into another pack. */
  loadBlobAsStored(id: string, place: BlobPlace): Promise<{ sealed: Buffer; content: Buffer }> {
    return readAgain(async () => {
      const sealed = await this.#sealedBlob(id, place);
      const content = this.openBlob(id, sealed, place.plainLength);
      if (content !== undefined) return { sealed, content };
      throw this.damaged(`blob ${id} in data/${typeof place.pack === 'string' ? place.pack : 'memory'}`);
    });
  }

  /** The error for an index, snapshot or lock that cannot be used; `rightName` when it is whole and only its name is wrong. */
  unusableFile(type: FileType, name: string, why: unknown, rightName?: string): ResiteError {
    const reason = why instanceof Error ? why.message : String(why);
    const message = `${type}/${name} of ${this.backend.location} is damaged: ${reason}`;
    return new ResiteError('REPOSITORY_DAMAGED', message, { remedy: remedyFor(type, name, rightName), cause: why });
  }

  /** Ends the threads and forgets the key. */
  async close(): Promise<void> {
    this.sealer.forget();
    await this.workers.close();
  }

  damaged(what: string, cause?: unknown, advice: Advice = { remedy: findDamage }): ResiteError {
    const message = `${what} of ${this.backend.location} is damaged`;
    return new ResiteError('REPOSITORY_DAMAGED', message, { ...advice, cause });
  }

  async #sealedBlob(id: string, { pack, offset, length }: BlobPlace): Promise<Buffer> {
    const range = { offset, length };
    const held = typeof pack === 'string' ? pack : await pack.load(range);
    return typeof held === 'string' ? this.loadPack(held, `blob ${id}`, range) : held;
  }

  /** A range of a pack; a pack that is missing or too short is damage, named with what was wanted of it. */
  async loadPack(pack: string, wanted: string, range: { offset: number; length: number }): Promise<Buffer> {
    try {
      return await this.backend.load('data', pack, range);
    } catch (error) {
      if (!isResiteError(error, 'FILE_MISSING', 'REPOSITORY_DAMAGED')) throw error;
      const message = `${wanted} cannot be read: pack data/${pack} of ${this.backend.location} is missing or too short`;
      throw new ResiteError('REPOSITORY_DAMAGED', message, { remedy: findDamage, cause: error });
    }
  }
}

/** Version 2 marks compressed content with a byte; JSON as such begins with a brace or bracket. */
function unframe(content: Buffer): Buffer | undefined {
  return content[0] === compressedMark ? decompressUnknown(content.subarray(1)) : content;
}
