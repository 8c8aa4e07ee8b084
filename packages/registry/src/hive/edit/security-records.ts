import { decodeSecurity, encodeSecurity, securityField } from '../security.ts';
import type { EditableCells } from './editable-cells.ts';

/** The security descriptors of a hive: each is stored once, and goes with the last key that has it. */
export class SecurityRecords {
  readonly #cells: EditableCells;
  /** By content. */
  readonly #offsets = new Map<string, number>();
  #anchor: number;

  /** `anchor` is any record of the ring. */
  constructor(cells: EditableCells, anchor: number) {
    this.#cells = cells;
    this.#anchor = anchor;
    let offset = anchor;
    do {
      this.#offsets.set(contentOf(this.#read(offset).descriptor), offset);
      offset = this.#read(offset).next;
    } while (offset !== anchor);
  }

  descriptor(offset: number): Uint8Array {
    return this.#read(offset).descriptor;
  }

  /** Counts one more key; gives the offset of the record. */
  use(descriptor: Uint8Array): number {
    const known = this.#offsets.get(contentOf(descriptor));
    return this.useRecord(known ?? this.#add(descriptor));
  }

  /** As `use`, of a record that is there. */
  useRecord(offset: number): number {
    const references = this.#cells.content(offset).readUInt32LE(securityField.references);
    this.#set(offset, 'references', references + 1);
    return offset;
  }

  /** Counts one key less. */
  release(offset: number): void {
    const { references, next, previous, descriptor } = this.#read(offset);
    this.#set(offset, 'references', Math.max(references - 1, 0));
    if (references > 1 || next === offset) return;
    this.#set(previous, 'next', next);
    this.#set(next, 'previous', previous);
    if (this.#anchor === offset) this.#anchor = next;
    if (this.#offsets.get(contentOf(descriptor)) === offset) this.#offsets.delete(contentOf(descriptor));
    this.#cells.release(offset);
  }

  #add(descriptor: Uint8Array): number {
    const { next } = this.#read(this.#anchor);
    const offset = this.#cells.add(encodeSecurity(descriptor, { next, previous: this.#anchor, references: 0 }));
    this.#set(next, 'previous', offset);
    this.#set(this.#anchor, 'next', offset);
    this.#offsets.set(contentOf(descriptor), offset);
    return offset;
  }

  #read(offset: number): ReturnType<typeof decodeSecurity> {
    return decodeSecurity(this.#cells.content(offset), offset);
  }

  #set(offset: number, field: 'next' | 'previous' | 'references', value: number): void {
    this.#cells.content(offset).writeUInt32LE(value, securityField[field]);
  }
}

function contentOf(descriptor: Uint8Array): string {
  return Buffer.from(descriptor).toString('latin1');
}
