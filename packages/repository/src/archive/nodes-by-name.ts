import type { TreeNode } from '../contract/node.ts';

/** Finds nodes of a tree by name; those that are asked for in the order of the tree are found without a table. */
export class NodesByName {
  readonly #nodes: readonly TreeNode[];
  #next = 0;
  #table: Map<string, TreeNode> | undefined;

  constructor(nodes: readonly TreeNode[]) {
    this.#nodes = nodes;
  }

  /** `key` is the bytes of the name, one a character. */
  find(key: string): TreeNode | undefined {
    const next = this.#nodes[this.#next];
    if (next !== undefined && isNamed(next, key)) {
      this.#next += 1;
      return next;
    }
    this.#table ??= new Map(this.#nodes.map(node => [node.name.toString('latin1'), node]));
    return this.#table.get(key);
  }
}

function isNamed({ name }: TreeNode, key: string): boolean {
  if (name.length !== key.length) return false;
  for (let position = 0; position < key.length; position += 1) {
    if (name[position] !== key.charCodeAt(position)) return false;
  }
  return true;
}
