import type { TreeNode } from '../contract/node.ts';
import type { SourceEntry } from '../contract/source.ts';
import { nodeOf } from './node-of.ts';

/** A file without extended attributes, of which the node is made when it is needed: there may be very many at a time. */
export interface PlainFile {
  entry: SourceEntry;
  content: string[];
}

/** An entry of a source, its node in the parent, and its place in the folder that waits for its node. */
export interface ComingEntry<E extends SourceEntry> {
  path: string;
  entry: E;
  earlier: TreeNode | undefined;
  folder: ComingFolder;
  place: number;
}

type Settled = TreeNode | PlainFile | undefined;

/** A folder whose nodes come in any order. `tree` is what `finish` makes of them in the order of their places, once all are there. */
export class ComingFolder {
  readonly tree: Promise<string>;
  readonly #nodes: Settled[] = [];
  readonly #finish: (nodes: Iterable<TreeNode>) => string;
  readonly #resolve: (tree: string) => void;
  readonly #reject: (error: unknown) => void;
  #isClosed = false;
  #missing = 0;

  constructor(finish: (nodes: Iterable<TreeNode>) => string) {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.tree = promise;
    this.#finish = finish;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** The place of one more node, for `settle`. */
  expect(): number {
    this.#missing += 1;
    return this.#nodes.push(undefined) - 1;
  }

  /** Undefined for what is not archived. */
  settle(place: number, node: Settled): void {
    this.#nodes[place] = node;
    this.#missing -= 1;
    this.#finishIfWhole();
  }

  settleLater(place: number, node: Promise<TreeNode>): void {
    node.then(
      settled => this.settle(place, settled),
      error => this.fail(error),
    );
  }

  fail(error: unknown): void {
    this.#reject(error);
  }

  /** To be called when there are no more nodes to expect. */
  close(): void {
    this.#isClosed = true;
    this.#finishIfWhole();
  }

  #finishIfWhole(): void {
    if (!this.#isClosed || this.#missing > 0) return;
    try {
      this.#resolve(this.#finish(this.#all()));
    } catch (error) {
      this.#reject(error);
    }
  }

  *#all(): Generator<TreeNode> {
    for (const node of this.#nodes) {
      if (node === undefined) continue;
      yield 'entry' in node ? { ...nodeOf(node.entry, { withAttributes: false }), content: node.content } : node;
    }
  }
}
