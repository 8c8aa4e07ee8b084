import type { Snapshot, TreeNode } from '@resite/repository';

/** Where a simulated repository keeps what it has. Nothing that is in it is ever changed. */
export class RepositoryDisk {
  readonly trees = new Map<string, readonly TreeNode[]>();
  readonly blobs = new Map<string, Buffer>();
  readonly snapshots: Snapshot[] = [];
  #last = 0;

  newId(): string {
    this.#last++;
    // Spread, so that the short forms differ as well.
    const start = Math.imul(this.#last, 0x9e3779b1) >>> 0;
    return `${start.toString(16).padStart(8, '0')}${this.#last.toString(16).padStart(56, '0')}`;
  }
}
