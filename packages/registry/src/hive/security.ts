import { type Cells, expectLength, expectSignature, none } from './cells.ts';

const fixedSize = 20;
const what = 'a security descriptor';

/** The `sk` records: security descriptors, each shared by the keys that have it. */
export class SecurityReader {
  readonly #cells: Cells;
  readonly #known = new Map<number, Uint8Array>();

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  /** Equal offsets give the same array. */
  read(offset: number): Uint8Array | undefined {
    if (offset === none) return undefined;
    let descriptor = this.#known.get(offset);
    if (!descriptor) {
      descriptor = decodeSecurity(this.#cells.take(offset, what), offset).descriptor;
      this.#known.set(offset, descriptor);
    }
    return descriptor;
  }
}

/** Where things are in the record. */
export const securityField = { next: 4, previous: 8, references: 12, size: 16 } as const;

export function decodeSecurity(cell: Buffer, offset: number): SecurityRecord {
  expectSignature(cell, 'sk', offset, what);
  expectLength(cell, fixedSize, offset, what);
  const size = cell.readUInt32LE(securityField.size);
  expectLength(cell, fixedSize + size, offset, what);
  return {
    next: cell.readUInt32LE(securityField.next),
    previous: cell.readUInt32LE(securityField.previous),
    references: cell.readUInt32LE(securityField.references),
    descriptor: new Uint8Array(cell.subarray(fixedSize, fixedSize + size)),
  };
}

export interface SecurityRecord {
  next: number;
  previous: number;
  references: number;
  descriptor: Uint8Array;
}

/** `next` and `previous` link all `sk` records of a hive to a ring; `references` counts the keys. */
export function encodeSecurity(
  descriptor: Uint8Array,
  ring: { next: number; previous: number; references: number },
): Buffer {
  const cell = Buffer.alloc(fixedSize + descriptor.length);
  cell.write('sk', 0, 'latin1');
  cell.writeUInt32LE(ring.next, 4);
  cell.writeUInt32LE(ring.previous, 8);
  cell.writeUInt32LE(ring.references, 12);
  cell.writeUInt32LE(descriptor.length, 16);
  cell.set(descriptor, fixedSize);
  return cell;
}

/** The bytes that `encodeSecurity` gives. */
export function securitySize(descriptor: Uint8Array): number {
  return fixedSize + descriptor.length;
}
