import type { Cells } from './cells.ts';
import { headerSize } from './header.ts';
import { nodeField } from './key-node.ts';
import { keyClass, keyName, openKey } from './open-key.ts';
import { SecurityReader } from './security.ts';
import { dataSize, openData, openValue, readSegments, valueField, valueName } from './value.ts';

/** A key that a walk has come to; only good during the call, as one object stands for all keys in turn. */
export interface VisitedKey {
  readonly name: string;
  /** 0 for the root. */
  readonly depth: number;
  readonly lastWrite: bigint;
  readonly className: string | undefined;
  readonly securityDescriptor: Uint8Array | undefined;
}

/**
 * A value of the key that was visited last; only good during the call, as one object stands for all values in turn. What
 * takes a `RegistryValue`, such as `readString`, takes it too.
 */
export interface VisitedValue {
  readonly name: string;
  readonly type: number;
  /** In bytes. */
  readonly size: number;
  /** Where it can be, the bytes of the hive itself, not a copy. */
  readonly data: Uint8Array;
  /**
   * Where the data begins in the bytes that are walked: a multiple of 4, with all `size` bytes checked to be there. To
   * read it there makes no object, which `data` does. -1 when the data lies in segments, and only `data` has it whole.
   */
  readonly dataStart: number;
}

export class CurrentKey implements VisitedKey {
  name = '';
  depth = 0;
  className: string | undefined;
  securityDescriptor: Uint8Array | undefined;
  readonly #cells: Cells;
  readonly #security: SecurityReader;
  #start = 0;

  constructor(cells: Cells) {
    this.#cells = cells;
    this.#security = new SecurityReader(cells);
  }

  /** Checks all of the key but its lists, and gives where its fields are. */
  open(offset: number, depth: number): number {
    const start = openKey(this.#cells, offset);
    this.#start = start;
    this.name = keyName(this.#cells, start, offset);
    this.depth = depth;
    this.className = keyClass(this.#cells, start);
    this.securityDescriptor = this.#security.read(this.#cells.uint32(start + nodeField.security));
    return start;
  }

  get lastWrite(): bigint {
    return this.#cells.uint64(this.#start + nodeField.lastWrite);
  }
}

export class CurrentValue implements VisitedValue {
  readonly #cells: Cells;
  #start = 0;
  #place = 0;
  #segments: Uint8Array | undefined;

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  /** Checks the value and its data. */
  open(offset: number): void {
    this.#start = openValue(this.#cells, offset);
    this.#place = openData(this.#cells, this.#start, offset);
    this.#segments = this.#place < 0 ? readSegments(this.#cells, this.#start, this.size) : undefined;
  }

  get name(): string {
    return valueName(this.#cells, this.#start);
  }

  get type(): number {
    return this.#cells.uint32(this.#start + valueField.type);
  }

  get size(): number {
    return dataSize(this.#cells, this.#start);
  }

  get data(): Uint8Array {
    return this.#segments ?? this.#cells.slice(this.#place, this.size);
  }

  get dataStart(): number {
    return this.#place < 0 ? -1 : this.#place + headerSize;
  }
}
