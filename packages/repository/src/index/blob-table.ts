const idBytes = 32;

/**
 * A hash table from blob IDs to four numbers each, in typed arrays: about 60 bytes a blob, nothing for the garbage
 * collector to follow. IDs are hashes already, so their first bytes choose the slot.
 */
export class BlobTable {
  #capacity = 1024;
  #ids = Buffer.allocUnsafeSlow(this.#capacity * idBytes);
  #values = new Uint32Array(this.#capacity * 4);
  #slots = new Int32Array(this.#capacity * 2).fill(-1);
  #size = 0;
  readonly #wanted = Buffer.alloc(idBytes);

  get size(): number {
    return this.#size;
  }

  /** Row of the ID, -1 when it is not there. */
  find(id: string): number {
    this.#wanted.write(id, 'hex');
    return this.#slots[this.#slotOf(this.#wanted, 0)]!;
  }

  /** Row of the ID, new when it was not there. */
  insert(id: string): number {
    this.#wanted.write(id, 'hex');
    const slot = this.#slotOf(this.#wanted, 0);
    const row = this.#slots[slot]!;
    if (row >= 0) return row;
    if (this.#size === this.#capacity) {
      this.#grow();
      return this.insert(id);
    }
    this.#wanted.copy(this.#ids, this.#size * idBytes);
    this.#slots[slot] = this.#size;
    this.#size += 1;
    return this.#size - 1;
  }

  id(row: number): string {
    return this.#ids.toString('hex', row * idBytes, (row + 1) * idBytes);
  }

  value(row: number, column: 0 | 1 | 2 | 3): number {
    return this.#values[row * 4 + column]!;
  }

  setValues(row: number, first: number, second: number, third: number, fourth: number): void {
    this.#values[row * 4] = first;
    this.#values[row * 4 + 1] = second;
    this.#values[row * 4 + 2] = third;
    this.#values[row * 4 + 3] = fourth;
  }

  #slotOf(id: Buffer, position: number): number {
    const mask = this.#slots.length - 1;
    let slot = id.readUInt32LE(position) & mask;
    for (let row = this.#slots[slot]!; row >= 0; row = this.#slots[slot]!) {
      if (this.#ids.compare(id, position, position + idBytes, row * idBytes, (row + 1) * idBytes) === 0) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    this.#capacity *= 2;
    const ids = Buffer.allocUnsafeSlow(this.#capacity * idBytes);
    this.#ids.copy(ids);
    this.#ids = ids;
    const values = new Uint32Array(this.#capacity * 4);
    values.set(this.#values);
    this.#values = values;
    this.#slots = new Int32Array(this.#capacity * 2).fill(-1);
    for (let row = 0; row < this.#size; row += 1) this.#slots[this.#slotOf(ids, row * idBytes)] = row;
  }
}
