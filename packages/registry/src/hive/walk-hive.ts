import { Cells } from './cells.ts';
import { headerSize, readHeader } from './header.ts';
import { hiveInvalid } from './hive-invalid.ts';
import { nodeField } from './key-node.ts';
import { deepest } from './limits.ts';
import { keyClass, keyName, openKey, subkeyOffsets, valueOffsets } from './open-key.ts';
import { SecurityReader } from './security.ts';
import { dataSize, openData, openValue, readSegments, valueField, valueName } from './value.ts';

/** A key that a walk has come to; only good during the call. */
export interface VisitedKey {
  readonly name: string;
  /** 0 for the root. */
  readonly depth: number;
  readonly lastWrite: bigint;
  readonly className: string | undefined;
  readonly securityDescriptor: Uint8Array | undefined;
}

/** A value of the key that was visited last; only good during the call. */
export interface VisitedValue {
  readonly name: string;
  readonly type: number;
  /** In bytes. */
  readonly size: number;
  /** Where it can be, the bytes of the hive itself, not a copy. */
  readonly data: Uint8Array;
}

export interface HiveVisitor {
  key?(key: VisitedKey): void;
  value?(value: VisitedValue): void;
}

/**
 * Visits each key, then its values, then its subkeys, in their order. Reads the same hives as `parseHive`, with the same
 * checks and errors, but builds nothing: what is not asked for is not decoded. It is the way to search a large hive.
 */
export function walkHive(bytes: Uint8Array, visitor: HiveVisitor): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const { rootOffset, dataSize: size, minorVersion } = readHeader(file);
  const cells = new Cells(file, { dataSize: size, minorVersion });
  const security = new SecurityReader(cells);
  visitKey({ cells, security, visitor, value: new CurrentValue(cells) }, rootOffset, 0);
}

interface Walk {
  cells: Cells;
  security: SecurityReader;
  visitor: HiveVisitor;
  value: CurrentValue;
}

function visitKey(walk: Walk, offset: number, depth: number): void {
  if (depth > deepest) throw hiveInvalid(offset + headerSize, `the key there is nested deeper than ${deepest} levels`);
  const { cells, security, visitor, value } = walk;
  const start = openKey(cells, offset);
  const name = keyName(cells, start, offset);
  const className = keyClass(cells, start);
  const securityDescriptor = security.read(cells.view.getUint32(start + nodeField.security, true));
  const lastWrite = cells.view.getBigUint64(start + nodeField.lastWrite, true);
  visitor.key?.({ name, depth, lastWrite, className, securityDescriptor });
  for (const valueOffset of valueOffsets(cells, start)) {
    value.open(valueOffset);
    visitor.value?.(value);
  }
  for (const subkey of subkeyOffsets(cells, start, offset)) visitKey(walk, subkey, depth + 1);
}

/** One object stands for all values in turn. */
class CurrentValue implements VisitedValue {
  readonly #cells: Cells;
  #start = 0;
  #place = 0;
  #segments: Uint8Array | undefined;

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  open(offset: number): void {
    this.#start = openValue(this.#cells, offset);
    this.#place = openData(this.#cells, this.#start, offset);
    this.#segments = this.#place < 0 ? readSegments(this.#cells, this.#start, this.size) : undefined;
  }

  get name(): string {
    return valueName(this.#cells, this.#start);
  }

  get type(): number {
    return this.#cells.view.getUint32(this.#start + valueField.type, true);
  }

  get size(): number {
    return dataSize(this.#cells, this.#start);
  }

  get data(): Uint8Array {
    return this.#segments ?? this.#cells.slice(this.#place, this.size);
  }
}
