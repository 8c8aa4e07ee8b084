import { listSurely } from '../backend/list-surely.ts';
import { decodeIndex, type IndexedPack } from '../format/index-file.ts';
import { scanIndex } from '../format/scan-index.ts';
import type { Store } from '../store/store.ts';
import { isOfOneFile } from '../store/unusable-files.ts';
import { BlobIndex } from './blob-index.ts';

export interface IndexLoaderOptions {
  /**
   * Throw when an index file cannot be used, instead of doing without it, and make sure that there is no other: for work that takes for lost what no index names.
   */
  readonly isStrict?: boolean;
}

/** The index of a repository, kept in step with its index files, which only ever appear and vanish as a whole. */
export class IndexLoader {
  readonly #store: Store;
  readonly #isStrict: boolean;
  #loaded = new Set<string>();
  #index = new BlobIndex();
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: Store, { isStrict = false }: IndexLoaderOptions = {}) {
    this.#store = store;
    this.#isStrict = isStrict;
  }

  get current(): BlobIndex {
    return this.#index;
  }

  /** Reads the index files that are new; when one has vanished, reads all of them again, unless `keep` forbids to drop anything. */
  refresh({ keep = false } = {}): Promise<BlobIndex> {
    // One after the other: two at once would read the same files.
    const refreshed = this.#last.then(() => this.#refresh(keep));
    this.#last = refreshed.catch(() => {});
    return refreshed;
  }

  /** Takes note of an index file whose content the index has already. */
  noteOwn(name: string): void {
    this.#loaded.add(name);
  }

  /** Forgets everything: the next `refresh` reads all index files. */
  forget(): void {
    this.#index = new BlobIndex();
    this.#loaded = new Set();
  }

  async #refresh(keep: boolean): Promise<BlobIndex> {
    const { backend } = this.#store;
    const files = await (this.#isStrict ? listSurely(backend, 'index') : backend.list('index'));
    const names = new Set(files.map(({ name }) => name));
    if (!keep && [...this.#loaded].some(name => !names.has(name))) this.forget();
    for (const name of names) {
      if (this.#loaded.has(name)) continue;
      try {
        await this.#load(name);
        this.#loaded.add(name);
      } catch (error) {
        if (this.#isStrict || !isOfOneFile(error)) throw error;
        this.#store.unusable.tell({ type: 'index', id: name, error });
      }
    }
    return this.#index;
  }

  async #load(name: string): Promise<void> {
    const plaintext = await this.#store.loadUnpacked('index', name);
    const scanned = scanIndex(plaintext);
    if (scanned !== undefined) this.#index.addScanned(scanned);
    else for (const pack of decode(this.#store, name, plaintext)) this.#add(pack);
  }

  #add(pack: IndexedPack): void {
    const handle = this.#index.addPack(pack.id);
    for (const blob of pack.blobs) this.#index.add(handle, blob);
  }
}

export async function loadIndexFile(store: Store, name: string): Promise<IndexedPack[]> {
  return decode(store, name, await store.loadUnpacked('index', name));
}

function decode(store: Store, name: string, plaintext: Buffer): IndexedPack[] {
  try {
    return decodeIndex(plaintext);
  } catch (error) {
    if (error instanceof SyntaxError) throw store.unusableFile('index', name, error);
    throw error;
  }
}
