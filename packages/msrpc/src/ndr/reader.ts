import { AnswerInvalid } from './answer-invalid.ts';
import { type ContextHandle, contextHandle, contextHandleSize } from './context-handle.ts';

/**
 * The answer of an operation in NDR 2.0, little endian. Every read aligns itself and stays within the answer: what would reach beyond it,
 * and a count that the rest of the answer cannot hold, is {@link AnswerInvalid}. So what is read never takes more memory than a small
 * multiple of the answer.
 */
export class NdrReader {
  readonly #bytes: Buffer;
  readonly #source: string;
  #offset = 0;
  #deferred: (() => void)[] | undefined;

  /** `source` says whose answer it is, for errors: `the answer of BRANCH1 to BaseRegOpenKey`. */
  constructor(bytes: Uint8Array, source: string) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#source = source;
  }

  get left(): number {
    return this.#bytes.length - this.#offset;
  }

  /** Throws {@link AnswerInvalid} for this place. */
  fail(problem: string): never {
    throw new AnswerInvalid(this.#source, this.#offset, problem);
  }

  /** `size` is a power of two. */
  align(size: number): void {
    this.#take((size - (this.#offset % size)) % size);
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  u16(): number {
    this.align(2);
    return this.#bytes.readUInt16LE(this.#take(2));
  }

  u32(): number {
    this.align(4);
    return this.#bytes.readUInt32LE(this.#take(4));
  }

  i32(): number {
    this.align(4);
    return this.#bytes.readInt32LE(this.#take(4));
  }

  /** A FILETIME of [MS-DTYP] 2.3.3, which is two numbers of 32 bits: 100 ns units since 1601-01-01 UTC. */
  fileTime(): bigint {
    const low = BigInt(this.u32());
    return low | (BigInt(this.u32()) << 32n);
  }

  /** A copy. */
  raw(length: number): Uint8Array {
    const start = this.#take(length);
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }

  handle<Kind extends string>(kind: Kind): ContextHandle<Kind> {
    this.align(4);
    return contextHandle(kind, this.raw(contextHandleSize));
  }

  /** A unique pointer outside of structures: what it points to follows. Undefined for a null pointer. */
  pointer<T>(read: () => T): T | undefined {
    return this.u32() === 0 ? undefined : read();
  }

  /**
   * A unique pointer within a structure, whose referent follows the structure. Gives a function that has its value when the structure is
   * complete, in what the function given to {@link struct} returns.
   */
  embedded<T>(read: () => T): () => T | undefined {
    if (this.#deferred === undefined) throw new Error('embedded() belongs into struct()');
    let value: T | undefined;
    if (this.u32() !== 0)
      this.#deferred.push(() => {
        value = read();
      });
    return () => value;
  }

  /** As {@link embedded}, where the protocol knows no null pointer. */
  embeddedReference<T>(read: () => T): () => T {
    const value = this.embedded(() => ({ read: read() }));
    return () => (value() ?? this.fail('a pointer is null that must not be')).read;
  }

  /** `read` reads the structure itself and returns what makes a value of it once all that its pointers point to is read, too. */
  struct<T>(read: () => () => T): T {
    const outer = this.#deferred;
    const deferred: (() => void)[] = [];
    this.#deferred = deferred;
    const finish = read();
    this.#deferred = undefined;
    for (const referent of deferred) referent();
    this.#deferred = outer;
    return finish();
  }

  /** A conformant array of structures: `count`, which stands before, must agree with the array's own; `least` bytes is an element at least. */
  structs<T>(count: number, least: number, read: () => () => T): T[] {
    const own = this.count(least);
    if (own !== count) this.fail(`a list of ${count} entries has ${own}`);
    return this.struct(() => {
      const entries = Array.from({ length: count }, read);
      return () => entries.map(finish => finish());
    });
  }

  /** A structure of a count and a pointer to so many structures, as of `structs`; none for a null pointer. */
  container<T>(least: number, read: () => () => T): T[] {
    return this.struct(() => {
      const count = this.u32();
      const entries = this.embedded(() => this.structs(count, least, read));
      return () => entries() ?? [];
    });
  }

  /** A union, whose arm must be this one. */
  union<T>(arm: number, read: () => T): T {
    const own = this.u32();
    if (own !== arm) this.fail(`it holds arm ${own} of a union, and not ${arm}`);
    return read();
  }

  /** A number of elements of at least `least` bytes each that follow. */
  count(least: number): number {
    const count = this.u32();
    if (count * least > this.left) this.fail(`${count} elements do not fit into the ${this.left} bytes that are left`);
    return count;
  }

  /** A conformant array of bytes. */
  array(): Uint8Array {
    return this.raw(this.count(1));
  }

  /** A conformant and varying array of bytes. */
  buffer(): Uint8Array {
    return this.raw(this.varying(1));
  }

  /** A conformant and varying array of UTF-16 code units as it is. */
  characters(): string {
    const length = this.varying(2);
    const start = this.#take(length * 2);
    return this.#bytes.toString('utf16le', start, start + length * 2);
  }

  /** `[string] wchar_t *`, without its closing NUL. */
  string(): string {
    const text = this.characters();
    if (!text.endsWith('\0')) this.fail('a text has no end');
    return text.slice(0, -1);
  }

  /**
   * RRP_UNICODE_STRING or RPC_UNICODE_STRING ([MS-RRP] 2.2.4, [MS-DTYP] 2.3.10) within {@link struct}, without its closing NUL if it has one.
   * Undefined for a null buffer.
   */
  countedString(): () => string | undefined {
    this.align(4);
    const length = this.u16();
    const capacity = this.u16();
    if (length > capacity || length % 2 !== 0) this.fail(`a text of ${length} bytes in a room of ${capacity}`);
    return this.embedded(() => {
      const text = this.characters();
      if (text.length !== length / 2) this.fail(`a text of ${length} bytes has ${text.length * 2}`);
      return text.endsWith('\0') ? text.slice(0, -1) : text;
    });
  }

  /** The counts of a conformant and varying array: the number of elements, of at least `size` bytes each, that follow. */
  varying(size: number): number {
    const capacity = this.u32();
    const first = this.u32();
    const length = this.count(size);
    if (first !== 0) this.fail(`an array begins at its element ${first}`);
    if (length > capacity) this.fail(`an array has ${length} elements in a room of ${capacity}`);
    return length;
  }

  /** The start of the next `length` bytes. */
  #take(length: number): number {
    if (length > this.left) this.fail(`${length} bytes are needed and ${this.left} are left`);
    const start = this.#offset;
    this.#offset += length;
    return start;
  }
}
