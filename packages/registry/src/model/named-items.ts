import { upcase } from './names.ts';

/** The values or subkeys of a key while many of them change: each is found by its name at once. */
export class NamedItems<Item extends { readonly name: string }> {
  readonly #added: Item[] = [];
  readonly #present: readonly Item[];
  readonly #byName = new Map<string, Item>();
  readonly #gone = new Set<Item>();

  constructor(present: readonly Item[]) {
    this.#present = present;
    for (const item of present) if (!this.#byName.has(upcase(item.name))) this.#byName.set(upcase(item.name), item);
  }

  get(name: string): Item | undefined {
    return this.#byName.get(upcase(name));
  }

  /** There must be none of this name. */
  add(item: Item): Item {
    this.#byName.set(upcase(item.name), item);
    this.#added.push(item);
    return item;
  }

  delete(name: string): void {
    const item = this.get(name);
    if (item === undefined) return;
    this.#gone.add(item);
    this.#byName.delete(upcase(name));
  }

  /** What is left of those that were present at first, in their order, and of those that were added, in theirs. */
  left(): { present: Item[]; added: Item[] } {
    const isLeft = (item: Item) => !this.#gone.has(item);
    return { present: this.#present.filter(isLeft), added: this.#added.filter(isLeft) };
  }
}
