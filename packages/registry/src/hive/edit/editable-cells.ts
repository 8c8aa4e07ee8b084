import { hiveTooLarge, largestHive } from '../bin-writer.ts';
import { binHeaderSize, pageSize } from '../bins.ts';
import { headerField, headerSize } from '../header.ts';
import type { CellWriter } from '../write-key.ts';
import { FreeCells } from './free-cells.ts';

const smallestCell = 8;

/** The cells of a sound hive that is changed in memory: freed ones are used again, and bins are added at the end. */
export class EditableCells implements CellWriter {
  #bytes: Buffer;
  #end: number;
  readonly #free = new FreeCells();

  /** `bytes` belongs to it from now on. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#end = headerSize + bytes.readUInt32LE(headerField.dataSize);
    for (let bin = headerSize; bin < this.#end; ) {
      const end = bin + bytes.readUInt32LE(bin + 8);
      for (let place = bin + binHeaderSize; place < end; ) {
        const size = bytes.readInt32LE(place);
        if (size > 0) this.#markFree(place - headerSize, size);
        place += Math.abs(size);
      }
      bin = end;
    }
  }

  /** The hive as it is now, until the next change. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  get header(): Buffer {
    return this.#bytes.subarray(0, headerSize);
  }

  allocate(size: number): number {
    const needed = Math.ceil((size + 4) / 8) * 8;
    const cell = this.#free.take(needed) ?? this.#addBin(needed);
    const rest = cell.size - needed;
    const taken = rest < smallestCell ? cell.size : needed;
    if (taken < cell.size) this.#markFree(cell.offset + taken, cell.size - taken);
    const place = headerSize + cell.offset;
    this.#bytes.fill(0, place, place + taken);
    this.#bytes.writeInt32LE(-taken, place);
    return cell.offset;
  }

  add(content: Uint8Array): number {
    const offset = this.allocate(content.length);
    this.content(offset).set(content);
    return offset;
  }

  content(offset: number): Buffer {
    const place = headerSize + offset;
    return this.#bytes.subarray(place + 4, place - this.#bytes.readInt32LE(place));
  }

  release(offset: number): void {
    this.#markFree(offset, -this.#bytes.readInt32LE(headerSize + offset));
  }

  #markFree(offset: number, size: number): void {
    const whole = this.#free.add(offset, size);
    this.#bytes.writeInt32LE(whole.size, headerSize + whole.offset);
  }

  /** Gives its one free cell. */
  #addBin(needed: number): { offset: number; size: number } {
    const size = Math.ceil((needed + binHeaderSize) / pageSize) * pageSize;
    const start = this.#end;
    const offset = start - headerSize;
    if (offset + size > largestHive) throw hiveTooLarge();
    this.#end += size;
    if (this.#end > this.#bytes.length) {
      const larger = Buffer.alloc(this.#end + Math.max(this.#end >>> 3, 16 * pageSize));
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    const bin = this.#bytes.subarray(start, this.#end);
    bin.fill(0);
    bin.write('hbin', 'latin1');
    bin.writeUInt32LE(offset, 4);
    bin.writeUInt32LE(size, 8);
    this.header.writeUInt32LE(this.#end - headerSize, headerField.dataSize);
    return { offset: offset + binHeaderSize, size: size - binHeaderSize };
  }
}
