import { isResiteError } from '@resite/errors';
import { Breather } from '../breather.ts';
import type { BlobIndex } from '../index/blob-index.ts';
import type { TreeNode } from '../node.ts';
import type { RestoreOptions, RestoreProgress, RestoreResult } from '../repository.ts';
import type { Store } from '../store.ts';
import type { Target, TargetFile } from '../target.ts';
import { BlobReader } from './blob-reader.ts';
import { type PlannedNode, planRestore, type RestorePlan } from './plan.ts';

export interface RestorerParts {
  store: Store;
  index: BlobIndex;
  loadTree(id: string): Promise<TreeNode[]>;
}

const filesAtOnce = 4;

/** Writes a tree to a target: folders, then files in the order of their packs, metadata of folders last. */
export async function restoreTree<F>(
  parts: RestorerParts,
  tree: string,
  target: Target<F>,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const plan = await planRestore(parts.loadTree, tree, options);
  options.onPlanned?.();
  if (options.dryRun) {
    const { files, folders, bytes, failed } = plan;
    return { files, folders, bytes, failed };
  }
  return new Restorer(parts, plan, target, options).run();
}

interface Placed<F> {
  parent: F;
  planned: PlannedNode;
}

class Restorer<F> {
  readonly #plan: RestorePlan;
  readonly #target: Target<F>;
  readonly #reader: BlobReader;
  readonly #breather: Breather;
  readonly #options: RestoreOptions;
  readonly #progress: RestoreProgress;
  readonly #result: RestoreResult;
  readonly #folders: Placed<F>[] = [];
  readonly #others: Placed<F>[] = [];
  /** Names of a file that is there already under its first one, by inode. */
  readonly #links: Placed<F>[] = [];
  readonly #firstNames = new Map<string, Placed<F>>();

  constructor({ store, index }: RestorerParts, plan: RestorePlan, target: Target<F>, options: RestoreOptions) {
    this.#plan = plan;
    this.#target = target;
    this.#options = options;
    this.#breather = new Breather(options.signal);
    this.#progress = { files: 0, totalFiles: plan.files, bytes: 0, totalBytes: plan.bytes, current: '' };
    this.#result = { files: 0, folders: 0, bytes: 0, failed: plan.failed };
    this.#reader = new BlobReader(store, index, contentOf(plan.top));
  }

  async run(): Promise<RestoreResult> {
    await this.#makeFolders(this.#target.root(), this.#plan.top);
    await this.#inParallel(this.#others, placed => this.#restoreOther(placed));
    for (const placed of this.#links) await this.#attempt(placed, () => this.#link(placed));
    for (const placed of this.#folders.reverse()) {
      await this.#attempt(placed, () => this.#target.metadata(placed.parent, placed.planned.node));
    }
    return this.#result;
  }

  async #makeFolders(parent: F, nodes: readonly PlannedNode[]): Promise<void> {
    for (const planned of nodes) {
      const placed = { parent, planned };
      if (planned.node.type !== 'dir') {
        this.#sortOut(placed);
        continue;
      }
      await this.#attempt(placed, async () => {
        const folder = await this.#target.folder(parent, planned.node);
        this.#folders.push(placed);
        this.#result.folders += 1;
        await this.#makeFolders(folder, planned.children);
      });
    }
  }

  #sortOut(placed: Placed<F>): void {
    const key = linkKey(placed.planned.node);
    if (key === undefined || this.#target.link === undefined) {
      this.#others.push(placed);
    } else if (this.#firstNames.has(key)) {
      this.#links.push(placed);
    } else {
      this.#firstNames.set(key, placed);
      this.#others.push(placed);
    }
  }

  /** Returns or throws only when no work is under way any more. */
  async #inParallel(all: readonly Placed<F>[], work: (placed: Placed<F>) => Promise<void>): Promise<void> {
    const queue = all.values();
    let failure: { error: unknown } | undefined;
    const worker = async () => {
      for (const placed of queue) {
        if (failure !== undefined) return;
        await this.#attempt(placed, () => work(placed)).catch(error => {
          failure ??= { error };
        });
      }
    };
    await Promise.all(Array.from({ length: filesAtOnce }, worker));
    if (failure !== undefined) throw failure.error;
  }

  async #restoreOther({ parent, planned }: Placed<F>): Promise<void> {
    if (planned.node.type === 'file') await this.#restoreFile(parent, planned);
    else await this.#target.special(parent, planned.node);
    await this.#target.metadata(parent, planned.node);
  }

  async #restoreFile(parent: F, { path, node }: PlannedNode): Promise<void> {
    this.#progress.current = path;
    const file = await this.#target.file(parent, node);
    try {
      let position = 0;
      for (const id of node.content ?? []) {
        await this.#breather.breathe();
        const content = await this.#reader.read(id);
        await file.write(position, content);
        position += content.length;
        this.#count(0, content.length);
      }
    } catch (error) {
      await this.#discard(path, file);
      throw error;
    }
    await file.close();
    this.#count(1, 0);
  }

  /** What is left of a file that failed must not look like the file; a failure of this is one more. */
  async #discard(path: string, file: TargetFile): Promise<void> {
    try {
      await (file.discard === undefined ? file.close() : file.discard());
    } catch (error) {
      this.#result.failed.push({ path, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  async #link({ parent, planned }: Placed<F>): Promise<void> {
    const first = this.#firstNames.get(linkKey(planned.node)!)!;
    await this.#target.link!(parent, planned.node, first.parent, first.planned.node);
    this.#count(1, Number(planned.node.size ?? 0n));
  }

  #count(files: number, bytes: number): void {
    this.#progress.files = this.#result.files += files;
    this.#progress.bytes = this.#result.bytes += bytes;
    this.#options.onProgress?.({ ...this.#progress });
  }

  /** What fails is reported and costs only itself, but for an interruption and a full disk. */
  async #attempt({ planned }: Placed<F>, action: () => Promise<void>): Promise<void> {
    await this.#breather.breathe();
    try {
      await action();
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (!(error instanceof Error) || isResiteError(error, 'DISK_FULL', 'FENCED')) throw error;
      this.#result.failed.push({ path: planned.path, error });
    }
  }
}

function* contentOf(nodes: readonly PlannedNode[]): Generator<string> {
  for (const { node, children } of nodes) {
    if (node.type === 'file') yield* node.content ?? [];
    yield* contentOf(children);
  }
}

/** Equal for the names of one file; undefined for a file with one name. */
function linkKey({ type, links, inode, deviceId }: TreeNode): string | undefined {
  if (type !== 'file' || links === undefined || links < 2n || inode === undefined) return undefined;
  return `${deviceId ?? 0n} ${inode}`;
}
