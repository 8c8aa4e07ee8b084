/** The free cells of a hive by place and size; neighbours within a bin become one. */
export class FreeCells {
  readonly #sizes = new Map<number, number>();
  /** By where it ends: where it begins. */
  readonly #starts = new Map<number, number>();
  readonly #bySize = new Map<number, Set<number>>();
  /** The sizes there are, ascending. */
  readonly #available: number[] = [];

  /** Gives the whole free cell that this becomes a part of. */
  add(offset: number, size: number): { offset: number; size: number } {
    const before = this.#starts.get(offset);
    const start = before ?? offset;
    let end = offset + size;
    if (before !== undefined) this.#remove(before);
    const after = this.#sizes.get(end);
    if (after !== undefined) {
      this.#remove(end);
      end += after;
    }
    this.#insert(start, end - start);
    return { offset: start, size: end - start };
  }

  /** Takes the smallest one of at least `size` out. */
  take(size: number): { offset: number; size: number } | undefined {
    const found = this.#available[this.#position(size)];
    if (found === undefined) return undefined;
    const [offset] = this.#bySize.get(found)!;
    this.#remove(offset!);
    return { offset: offset!, size: found };
  }

  #insert(offset: number, size: number): void {
    this.#sizes.set(offset, size);
    this.#starts.set(offset + size, offset);
    const same = this.#bySize.get(size);
    if (same) same.add(offset);
    else {
      this.#bySize.set(size, new Set([offset]));
      this.#available.splice(this.#position(size), 0, size);
    }
  }

  #remove(offset: number): void {
    const size = this.#sizes.get(offset)!;
    this.#sizes.delete(offset);
    this.#starts.delete(offset + size);
    const same = this.#bySize.get(size)!;
    same.delete(offset);
    if (same.size > 0) return;
    this.#bySize.delete(size);
    this.#available.splice(this.#position(size), 1);
  }

  /** Of the first available size that is not smaller. */
  #position(size: number): number {
    let [start, end] = [0, this.#available.length];
    while (start < end) {
      const middle = (start + end) >>> 1;
      if (this.#available[middle]! < size) start = middle + 1;
      else end = middle;
    }
    return start;
  }
}
