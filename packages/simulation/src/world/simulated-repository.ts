import type { OpenedRepository, Snapshot, TreeNode } from '@resite/repository';
import type { SimulatedProcess } from './process.ts';

/** May wait, throw in place of the answer, or never come back. `subject` is the ID of a snapshot that becomes visible. */
export type RepositoryHook = (operation: string, subject?: string) => Promise<void> | undefined;

/** A process that opens a repository. */
export interface Visitor {
  readonly process: SimulatedProcess;
  readonly location: string;
  /** When an operation is on its way. */
  readonly before: RepositoryHook;
  /** When it has had its effect and the answer is on its way. */
  readonly after: RepositoryHook;
  readonly now: () => number;
}

/** A repository somewhere in the simulated world, which outlives every process. A snapshot becomes visible with the operation `commit`. */
export interface SimulatedRepository {
  open(visitor: Visitor): Promise<OpenedRepository>;
  /** IDs of those that are there, in the order in which they became visible. */
  readonly snapshots: readonly string[];
  /** What is in it now, for whoever looks at it later. */
  copy(): RepositoryCopy;
  /** What a check of the whole of it finds. */
  problems(): Promise<readonly string[]>;
}

export interface RepositoryCopy {
  content(snapshot: string): Promise<SnapshotContent>;
}

/** Everything that can be read of a snapshot, by ID. */
export interface SnapshotContent {
  readonly snapshot: Snapshot;
  readonly trees: ReadonlyMap<string, readonly TreeNode[]>;
  readonly blobs: ReadonlyMap<string, Buffer>;
}
