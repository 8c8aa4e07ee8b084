import { isResiteError } from '@resite/errors';
import { Breather } from '../breather.ts';
import type { BlobIndex } from '../index/blob-index.ts';
import type { TreeNode } from '../node.ts';
import type { RestoreOptions, RestoreProgress, RestoreResult } from '../repository.ts';
import type { Store } from '../store.ts';
import type { Target, TargetFile } from '../target.ts';
import { BlobReader } from './blob-reader.ts';
import { deleteExtras } from './delete-extras.ts';
import { inPackOrder } from './pack-order.ts';
import { type PlannedNode, planRestore, type RestorePlan } from './plan.ts';
import { dataRuns } from './sparse.ts';
import { type SurveyParts, surveyNode, type Task } from './survey.ts';
import { verifyNode } from './verify.ts';

export interface RestorerParts {
  store: Store;
  index: BlobIndex;
  loadTree(id: string): Promise<TreeNode[]>;
}

const filesAtOnce = 4;

/**
 * Finds out what there is to do, then writes: folders, files in the order of their packs, further names of files, metadata
 * of folders last. A target that tells nothing of what it holds cannot be verified, and nothing in it is deleted.
 */
export async function restoreTree<F>(
  parts: RestorerParts,
  tree: string,
  target: Target<F>,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const plan = await planRestore(parts.loadTree, tree, options);
  options.onPlanned?.();
  return new Restorer(parts, plan, target, options).run();
}

interface Placed<F> {
  /** Undefined while the folder is not there yet. */
  parent: F | undefined;
  planned: PlannedNode;
  task: Task;
  children: Placed<F>[];
}

class Restorer<F> {
  readonly #parts: RestorerParts;
  readonly #plan: RestorePlan;
  readonly #target: Target<F>;
  readonly #breather: Breather;
  readonly #options: RestoreOptions;
  readonly #progress: RestoreProgress;
  readonly #result: RestoreResult;
  #reader: BlobReader | undefined;
  readonly #folders: Placed<F>[] = [];
  readonly #others: Placed<F>[] = [];
  /** Names of a file that is there already under its first one, by inode. */
  readonly #links: Placed<F>[] = [];
  readonly #firstNames = new Map<string, Placed<F>>();

  constructor(parts: RestorerParts, plan: RestorePlan, target: Target<F>, options: RestoreOptions) {
    this.#parts = parts;
    this.#plan = plan;
    this.#target = target;
    this.#options = options;
    this.#breather = new Breather(options.signal);
    this.#progress = { files: 0, totalFiles: plan.files, bytes: 0, totalBytes: plan.bytes, current: '' };
    this.#result = {
      ...{ files: 0, folders: 0, bytes: 0, filesUnchanged: 0, bytesUnchanged: 0, skipped: 0, deleted: 0, verified: 0 },
      mended: [],
      failed: plan.failed,
    };
  }

  async run(): Promise<RestoreResult> {
    const placed = await this.#survey(this.#target.existing?.root(), this.#plan.top);
    if (this.#options.dryRun) this.#countAll(placed);
    else await this.#write(placed);
    if (this.#options.delete && this.#result.failed.length === 0) await this.#delete();
    if (this.#options.verify && !this.#options.dryRun) await this.#verify();
    return this.#result;
  }

  async #write(top: readonly Placed<F>[]): Promise<void> {
    await this.#makeFolders(this.#target.root(), top);
    const { store, index } = this.#parts;
    const files = inPackOrder(this.#others, index, ({ planned, task }) => idsToRead(planned.node, task));
    this.#reader = new BlobReader(store, index, idsOf(files), what => this.#result.mended.push(what));
    await this.#inParallel(files, placed => this.#restoreOther(placed));
    for (const placed of this.#links) await this.#attempt(placed, () => this.#link(placed));
    for (const placed of this.#folders.reverse()) {
      if (placed.task.action === 'skipped') continue;
      await this.#attempt(placed, () => this.#target.metadata(placed.parent!, placed.planned.node));
    }
  }

  async #survey(parent: F | undefined, nodes: readonly PlannedNode[]): Promise<Placed<F>[]> {
    const { existing } = this.#target;
    const { overwrite = 'always', onEntry } = this.#options;
    const parts: SurveyParts<F> = {
      index: this.#parts.index,
      existing,
      overwrite,
      breathe: () => this.#breather.breathe(),
    };
    const placed: Placed<F>[] = [];
    for (const planned of nodes) {
      await this.#attempt({ planned }, async () => {
        const { path, node } = planned;
        const task = await surveyNode(parts, parent, node);
        onEntry?.({ path, type: node.type, size: Number(node.size ?? 0n), action: task.action });
        const isThere = task.existed && node.type === 'dir' && parent !== undefined;
        const below = isThere ? existing?.folder(parent, node) : undefined;
        placed.push({ parent, planned, task, children: await this.#survey(below, planned.children) });
      });
    }
    return placed;
  }

  async #makeFolders(parent: F, nodes: readonly Placed<F>[]): Promise<void> {
    for (const placed of nodes) {
      placed.parent = parent;
      const { node } = placed.planned;
      if (node.type !== 'dir') {
        this.#sortOut(placed);
        continue;
      }
      await this.#attempt(placed, async () => {
        const folder = await this.#target.folder(parent, node);
        this.#folders.push(placed);
        this.#result.folders += 1;
        await this.#makeFolders(folder, placed.children);
      });
    }
  }

  #sortOut(placed: Placed<F>): void {
    const key = linkKey(placed.planned.node);
    if (placed.task.action === 'skipped') {
      this.#skip(placed);
    } else if (key === undefined || this.#target.link === undefined) {
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

  async #restoreOther({ parent, planned, task }: Placed<F>): Promise<void> {
    const { node } = planned;
    const isWritten = !task.existed || task.reuse;
    if (!isWritten) this.#keep(node);
    else if (node.type === 'file') await this.#restoreFile(parent!, planned, task);
    else await this.#target.special(parent!, node);
    await this.#target.metadata(parent!, node, { existed: task.existed });
  }

  async #restoreFile(parent: F, { path, node }: PlannedNode, task: Task): Promise<void> {
    this.#progress.current = path;
    const file = await this.#target.file(parent, node, { reuse: task.reuse });
    try {
      if (task.reuse || this.#options.sparse) file.resize?.(Number(node.size ?? 0n));
      const toWrite = task.missing ?? (node.content ?? []).map(id => ({ id, position: undefined }));
      let next = 0;
      for (const { id, position = next } of toWrite) {
        await this.#breather.breathe();
        const content = await this.#reader!.read(id);
        await this.#writePiece(file, position, content, task.sizeBefore);
        next = position + content.length;
        this.#count(0, content.length);
      }
    } catch (error) {
      throw await this.#discarded(path, file, error);
    }
    await file.close();
    const written = task.missing?.reduce((sum, { size }) => sum + size, 0);
    const kept = written === undefined ? 0 : Number(node.size ?? 0n) - written;
    this.#result.bytesUnchanged += kept;
    this.#count(1, kept);
  }

  /** Holes are left only where the file had nothing before. */
  async #writePiece(file: TargetFile, position: number, content: Buffer, sizeBefore: number): Promise<void> {
    if (!this.#options.sparse || file.resize === undefined || position < sizeBefore) {
      return file.write(position, content);
    }
    for (const { start, end } of dataRuns(position, content)) {
      await file.write(position + start, content.subarray(start, end));
    }
  }

  /** What is left of a file that failed must not look like the file; a failure of this is one more. */
  async #discarded(path: string, file: TargetFile, error: unknown): Promise<unknown> {
    try {
      const kept = await (file.discard === undefined ? file.close() : file.discard());
      if (typeof kept !== 'string' || !(error instanceof Error)) return error;
      this.#options.signal?.throwIfAborted();
      if (isResiteError(error, 'DISK_FULL', 'FENCED')) return error;
      return new Error(`${error.message}; ${kept}`, { cause: error });
    } catch (failure) {
      this.#options.signal?.throwIfAborted();
      this.#result.failed.push({ path, error: failure instanceof Error ? failure : new Error(String(failure)) });
      return error;
    }
  }

  async #link({ parent, planned }: Placed<F>): Promise<void> {
    const first = this.#firstNames.get(linkKey(planned.node)!)!;
    await this.#target.link!(parent!, planned.node, first.parent!, first.planned.node);
    this.#count(1, Number(planned.node.size ?? 0n));
  }

  /** What a dry run has found out. */
  #countAll(all: readonly Placed<F>[]): void {
    for (const { planned, task, children } of all) {
      const { type, size = 0n } = planned.node;
      if (type === 'dir') this.#result.folders += 1;
      else if (task.action === 'skipped') this.#result.skipped += 1;
      else if (task.existed && !task.reuse) this.#keep(planned.node);
      else if (type === 'file') this.#count(1, Number(size));
      this.#countAll(children);
    }
  }

  #keep({ type, size = 0n }: TreeNode): void {
    if (type !== 'file') return;
    this.#result.filesUnchanged += 1;
    this.#result.bytesUnchanged += Number(size);
    this.#count(1, Number(size));
  }

  #skip({ planned: { node } }: Placed<F>): void {
    this.#result.skipped += 1;
    if (node.type !== 'file') return;
    this.#progress.totalFiles -= 1;
    this.#progress.totalBytes -= Number(node.size ?? 0n);
  }

  async #delete(): Promise<void> {
    await deleteExtras(this.#target.existing, this.#plan, this.#options, {
      onDeleted: entry => {
        this.#result.deleted += 1;
        this.#options.onEntry?.(entry);
      },
      onFailed: (path, error) => this.#result.failed.push({ path, error }),
    });
    // What was removed has moved the times of its folder.
    for (const placed of this.#options.dryRun ? [] : this.#folders) {
      await this.#attempt(placed, () => this.#target.metadata(placed.parent!, placed.planned.node));
    }
  }

  async #verify(): Promise<void> {
    const { existing } = this.#target;
    if (existing === undefined) throw new TypeError('the target cannot be read back');
    const failed = new Set(this.#result.failed.map(({ path }) => path));
    const written = [...this.#others, ...this.#links, ...this.#folders];
    await this.#inParallel(
      written.filter(({ planned }) => !failed.has(planned.path)),
      async ({ parent, planned }) => {
        await verifyNode(
          { existing, index: this.#parts.index, breathe: () => this.#breather.breathe() },
          parent!,
          planned,
        );
        if (planned.node.type === 'file') this.#result.verified += 1;
      },
    );
  }

  #count(files: number, bytes: number): void {
    this.#progress.files = this.#result.files += files;
    this.#progress.bytes = this.#result.bytes += bytes;
    this.#options.onProgress?.({ ...this.#progress });
  }

  /** What fails is reported and costs only itself, but for an interruption and a full disk. */
  async #attempt({ planned }: Pick<Placed<F>, 'planned'>, action: () => Promise<void>): Promise<void> {
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

function idsToRead({ type, content = [] }: TreeNode, { missing }: Task): readonly string[] {
  if (type !== 'file') return [];
  return missing?.map(({ id }) => id) ?? content;
}

function* idsOf(files: readonly Pick<Placed<unknown>, 'planned' | 'task'>[]): Generator<string> {
  for (const { planned, task } of files) yield* idsToRead(planned.node, task);
}

/**
 * Equal for the names of one file; undefined for a file with one name. Content belongs to it: a file that changed between
 * the readings of its names, or a forged tree, must not give one name the content of another.
 */
function linkKey({ type, links, inode, deviceId, content = [] }: TreeNode): string | undefined {
  if (type !== 'file' || links === undefined || links < 2n || inode === undefined) return undefined;
  return `${deviceId ?? 0n} ${inode} ${content.join()}`;
}
