import { createKey } from '../model/keys.ts';
import type { RegistryKey, RegistryValue } from '../model/model.ts';
import { NamedItems } from '../model/named-items.ts';
import { compareNames } from '../model/names.ts';

/** What is changed in a tree, step by step; the tree has it after `finish`. */
export class TreeChanges {
  readonly #lastWrite: { lastWrite?: bigint };
  readonly #subkeys = new Map<RegistryKey, NamedItems<RegistryKey>>();
  readonly #values = new Map<RegistryKey, NamedItems<RegistryValue>>();

  /** The time of keys that are made. */
  constructor(options: { lastWrite?: bigint }) {
    this.#lastWrite = options;
  }

  ensureKey(root: RegistryKey, names: readonly string[]): RegistryKey {
    let key = root;
    for (const name of names) {
      const subkeys = this.#subkeysOf(key);
      key = subkeys.get(name) ?? subkeys.add(createKey(name, this.#lastWrite));
    }
    return key;
  }

  removeKey(root: RegistryKey, names: readonly string[]): void {
    let parent: RegistryKey | undefined = root;
    for (const name of names.slice(0, -1)) parent = parent && this.#subkeysOf(parent).get(name);
    if (parent !== undefined) this.#subkeysOf(parent).delete(names.at(-1)!);
  }

  empty(key: RegistryKey): void {
    this.#subkeys.set(key, new NamedItems<RegistryKey>([]));
    this.#values.set(key, new NamedItems<RegistryValue>([]));
  }

  /** The spelling of a name that is there stays. */
  setValue(key: RegistryKey, value: RegistryValue): void {
    const values = this.#valuesOf(key);
    const present = values.get(value.name);
    if (present) Object.assign(present, { type: value.type, data: value.data });
    else values.add({ ...value });
  }

  deleteValue(key: RegistryKey, name: string): void {
    this.#valuesOf(key).delete(name);
  }

  finish(): void {
    for (const [key, subkeys] of this.#subkeys) {
      const { present, added } = subkeys.left();
      key.subkeys = inHiveOrder(
        present,
        added.sort((a, b) => compareNames(a.name, b.name)),
      );
    }
    for (const [key, values] of this.#values) {
      const { present, added } = values.left();
      key.values = [...present, ...added];
    }
  }

  #subkeysOf(key: RegistryKey): NamedItems<RegistryKey> {
    return itemsOf(this.#subkeys, key, key.subkeys);
  }

  #valuesOf(key: RegistryKey): NamedItems<RegistryValue> {
    return itemsOf(this.#values, key, key.values);
  }
}

function itemsOf<Item extends { name: string }>(
  all: Map<RegistryKey, NamedItems<Item>>,
  key: RegistryKey,
  present: readonly Item[],
): NamedItems<Item> {
  const known = all.get(key) ?? new NamedItems(present);
  all.set(key, known);
  return known;
}

/** Those that were there keep their order, whatever it is. */
function inHiveOrder(present: readonly RegistryKey[], sorted: readonly RegistryKey[]): RegistryKey[] {
  const all: RegistryKey[] = [];
  let next = 0;
  for (const key of present) {
    while (next < sorted.length && compareNames(sorted[next]!.name, key.name) < 0) all.push(sorted[next++]!);
    all.push(key);
  }
  return [...all, ...sorted.slice(next)];
}
