import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { TreeNode } from '../contract/node.ts';
import type { RestoreOptions, RestoreResult } from '../contract/restore.ts';
import type { Target } from '../contract/target.ts';
import type { Store } from '../store/store.ts';
import { forEachAtOnce } from '../system/at-once.ts';
import { byPath } from '../text/by-path.ts';
import { deleteExtras } from './delete-extras.ts';
import { linkKey, type Placed } from './placed.ts';
import { type PlannedNode, planRestore, type RestorePlan } from './plan.ts';
import { RestoreTally } from './restore-tally.ts';
import type { Restoring } from './restoring.ts';
import { type SurveyParts, surveyNode } from './survey.ts';
import { verifyNode } from './verify.ts';
import { writeOthers } from './write-others.ts';

export interface RestorerParts {
  store: Store;
  index: BlobIndex;
  loadTree(id: string): Promise<TreeNode[]>;
}

const verifiedAtOnce = 4;

/**
 * Finds out what there is to do, then writes: folders, files in the order of their packs, further names of files, metadata
 * of folders last. A restore cannot verify a target that does not tell what it holds, and deletes nothing in it.
 */
export async function restoreTree<F>(
  { store, index, loadTree }: RestorerParts,
  tree: string,
  target: Target<F>,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const plan = await planRestore(loadTree, tree, {
    ...options,
    onFile: size => {
      if (!options.dryRun) store.workers.expect(size, 1);
    },
  });
  options.onPlanned?.();
  const tally = new RestoreTally(plan, options);
  return new Restorer({ store, index, target, options, tally }, plan).run();
}

class Restorer<F> {
  readonly #restoring: Restoring<F>;
  readonly #plan: RestorePlan;
  readonly #target: Target<F>;
  readonly #options: RestoreOptions;
  readonly #tally: RestoreTally;
  readonly #folders: Placed<F>[] = [];
  readonly #others: Placed<F>[] = [];
  /** Names of a file that is there already under its first one, by inode. */
  readonly #links: Placed<F>[] = [];
  readonly #firstNames = new Map<string, Placed<F>>();

  constructor(restoring: Restoring<F>, plan: RestorePlan) {
    this.#restoring = restoring;
    this.#plan = plan;
    this.#target = restoring.target;
    this.#options = restoring.options;
    this.#tally = restoring.tally;
  }

  async run(): Promise<RestoreResult> {
    const { result } = this.#tally;
    try {
      const placed = await this.#survey(this.#target.existing?.root(), this.#plan.top);
      if (this.#options.dryRun) this.#countAll(placed);
      else await this.#write(placed);
      if (this.#options.delete && result.failed.length === 0) await this.#delete();
    } finally {
      this.#target.finish?.();
    }
    if (this.#options.verify && !this.#options.dryRun) await this.#verify();
    result.failed.sort(byPath); // threads meet what fails in any order
    return result;
  }

  async #write(top: readonly Placed<F>[]): Promise<void> {
    await this.#makeFolders(this.#target.root(), top);
    await writeOthers(this.#restoring, this.#others);
    for (const placed of this.#links) await this.#attempt(placed, () => this.#link(placed));
    for (const placed of this.#folders.reverse()) {
      if (placed.task.action === 'skipped') continue;
      await this.#attempt(placed, () => this.#target.metadata(placed.parent!, placed.planned.node));
    }
  }

  async #survey(parent: F | undefined, nodes: readonly PlannedNode[]): Promise<Placed<F>[]> {
    const { existing } = this.#target;
    const { overwrite = 'always', onEntry, dryRun } = this.#options;
    const parts: SurveyParts<F> = {
      index: this.#restoring.index,
      existing,
      overwrite,
      breathe: () => this.#tally.breathe(),
    };
    const placed: Placed<F>[] = [];
    for (const planned of nodes) {
      await this.#attempt({ planned }, async () => {
        const { path, node } = planned;
        const task = await surveyNode(parts, parent, node);
        onEntry?.({ path, type: node.type, size: Number(node.size ?? 0n), action: task.action });
        const isThere = task.existed && node.type === 'dir' && parent !== undefined;
        const below = isThere ? existing?.folder(parent, node) : undefined;
        if (below !== undefined && !dryRun) existing?.open?.(below);
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
        this.#tally.result.folders += 1;
        await this.#makeFolders(folder, placed.children);
      });
    }
  }

  #sortOut(placed: Placed<F>): void {
    const key = linkKey(placed.planned.node);
    if (placed.task.action === 'skipped') {
      this.#tally.skip(placed.planned.node);
    } else if (key === undefined || this.#target.link === undefined) {
      this.#others.push(placed);
    } else if (this.#firstNames.has(key)) {
      this.#links.push(placed);
    } else {
      this.#firstNames.set(key, placed);
      this.#others.push(placed);
    }
  }

  async #link({ parent, planned }: Placed<F>): Promise<void> {
    const first = this.#firstNames.get(linkKey(planned.node)!)!;
    await this.#target.link!(parent!, planned.node, first.parent!, first.planned.node);
    this.#tally.count(1, Number(planned.node.size ?? 0n));
  }

  /** The outcome of a dry run. */
  #countAll(all: readonly Placed<F>[]): void {
    for (const { planned, task, children } of all) {
      const { type, size = 0n } = planned.node;
      if (type === 'dir') this.#tally.result.folders += 1;
      else if (task.action === 'skipped') this.#tally.result.skipped += 1;
      else if (task.existed && !task.reuse) this.#tally.keep(planned.node);
      else if (type === 'file') this.#tally.count(1, Number(size));
      this.#countAll(children);
    }
  }

  async #delete(): Promise<void> {
    await deleteExtras(this.#target.existing, this.#plan, this.#options, {
      onDeleted: entry => {
        this.#tally.result.deleted += 1;
        this.#options.onEntry?.(entry);
      },
      onFailed: (path, error) => this.#tally.fail(path, error),
    });
    // What was removed has moved the times of its folder.
    for (const placed of this.#options.dryRun ? [] : this.#folders) {
      if (placed.task.action === 'skipped') continue;
      await this.#attempt(placed, () => this.#target.metadata(placed.parent!, placed.planned.node));
    }
  }

  async #verify(): Promise<void> {
    const { existing } = this.#target;
    if (existing === undefined) throw new TypeError('the target cannot be read back');
    const failed = new Set(this.#tally.result.failed.map(({ path }) => path));
    const written = [...this.#others, ...this.#links, ...this.#folders];
    await forEachAtOnce(
      written.filter(({ planned }) => !failed.has(planned.path)),
      verifiedAtOnce,
      placed =>
        this.#attempt(placed, async () => {
          const { parent, planned } = placed;
          await verifyNode(
            { existing, index: this.#restoring.index, breathe: () => this.#tally.breathe() },
            parent!,
            planned,
          );
          if (planned.node.type === 'file') this.#tally.result.verified += 1;
        }),
    );
  }

  #attempt({ planned }: Pick<Placed<F>, 'planned'>, action: () => Promise<void>): Promise<void> {
    return this.#tally.attempt(planned.path, action);
  }
}
