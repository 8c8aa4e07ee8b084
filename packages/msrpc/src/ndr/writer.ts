import { ArgumentInvalid } from './argument-invalid.ts';
import type { ContextHandle } from './context-handle.ts';

/** Windows counts them up from here; servers compare them with zero only. */
const firstReferent = 0x00020000;
/** The largest even number that fits into the 16 bits of RRP_UNICODE_STRING and its like. */
const mostCountedBytes = 0xfffe;

/**
 * The request of an operation in NDR 2.0, little endian ([C706] 14; [MS-RPCE] 2.2.4). Every write aligns itself. What a pointer points to
 * follows at once; within a structure ({@link struct}) it follows the whole structure, as [C706] 14.3.12.3 says.
 *
 * @example
 * ```ts
 * import { NdrReader, NdrWriter } from '@resite/msrpc/ndr';
 *
 * const writer = new NdrWriter();
 * writer.struct(() => {
 *   writer.pointer('SITE SERVER', name => writer.string(name));
 *   writer.u32(500);
 * });
 * const reader = new NdrReader(writer.bytes(), 'this request');
 * const { name, platform } = reader.struct(() => {
 *   const name = reader.embedded(() => reader.string());
 *   const platform = reader.u32();
 *   return () => ({ name: name(), platform });
 * });
 * console.log(name, platform); // SITE SERVER 500
 * ```
 */
export class NdrWriter {
  #buffer = Buffer.alloc(256);
  #length = 0;
  #referent = firstReferent;
  #deferred: (() => void)[] | undefined;

  bytes(): Uint8Array {
    return new Uint8Array(this.#buffer.subarray(0, this.#length));
  }

  /** `size` is a power of two. */
  align(size: number): void {
    this.#grow((size - (this.#length % size)) % size);
  }

  u8(value: number): void {
    const start = this.#grow(1);
    this.#buffer.writeUInt8(value, start);
  }

  u16(value: number): void {
    this.align(2);
    const start = this.#grow(2);
    this.#buffer.writeUInt16LE(value, start);
  }

  u32(value: number): void {
    this.align(4);
    const start = this.#grow(4);
    this.#buffer.writeUInt32LE(value, start);
  }

  /** As they are. */
  raw(bytes: Uint8Array): void {
    const start = this.#grow(bytes.length);
    this.#buffer.set(bytes, start);
  }

  handle(handle: ContextHandle): void {
    this.align(4);
    this.raw(handle.bytes);
  }

  /** A unique pointer, null for what is undefined or null ([C706] 14.3.10). */
  pointer<T>(value: T | null | undefined, write: (value: T) => void): void {
    if (value === null || value === undefined) {
      this.u32(0);
      return;
    }
    this.u32(this.#referent);
    this.#referent += 4;
    if (this.#deferred === undefined) write(value);
    else this.#deferred.push(() => write(value));
  }

  /**
   * What pointers within it point to follows it, each with what it points to itself. Where the first member is smaller than the largest
   * one, {@link align} comes first.
   */
  struct(write: () => void): void {
    const outer = this.#deferred;
    const deferred: (() => void)[] = [];
    this.#deferred = deferred;
    write();
    for (const referent of deferred) this.struct(referent);
    this.#deferred = outer;
  }

  /** A union with this arm. */
  union(arm: number, write: () => void): void {
    this.u32(arm);
    write();
  }

  /** A conformant array of bytes. */
  array(bytes: Uint8Array): void {
    this.u32(bytes.length);
    this.raw(bytes);
  }

  /** A conformant and varying array of bytes, with room for `capacity` of them in the answer. */
  buffer(capacity: number, bytes: Uint8Array = new Uint8Array()): void {
    this.#varying(capacity, bytes.length);
    this.raw(bytes);
  }

  /**
   * `[string] wchar_t *`: conformant, varying, closed by a NUL.
   * @throws {@link ArgumentInvalid} when the text has a NUL itself, which would end it there
   */
  string(text: string): void {
    this.#varying(text.length + 1, text.length + 1);
    this.raw(terminated(text));
  }

  /**
   * RRP_UNICODE_STRING with a closing NUL that is counted ([MS-RRP] 2.2.4), or without one as RPC_UNICODE_STRING ([MS-DTYP] 2.3.10);
   * a null buffer for undefined.
   * @throws {@link ArgumentInvalid} when the text has a NUL or is longer than 32,766 characters
   */
  countedString(text: string | undefined, { terminator = true } = {}): void {
    const bytes = text === undefined ? undefined : terminated(text).subarray(0, terminator ? undefined : -2);
    const length = bytes?.length ?? 0;
    if (length > mostCountedBytes) throw new ArgumentInvalid(`a name of ${text?.length} characters is too long`);
    this.align(4);
    this.u16(length);
    this.u16(length);
    this.pointer(bytes, bytes => {
      this.#varying(bytes.length / 2, bytes.length / 2);
      this.raw(bytes);
    });
  }

  /** An empty one with room for `capacity` characters in the answer, at most 32,767; on request with a closing NUL in it that is counted. */
  countedRoom(capacity: number, { terminator = false } = {}): void {
    const length = terminator ? 1 : 0;
    this.align(4);
    this.u16(length * 2);
    this.u16(capacity * 2);
    this.pointer(capacity, capacity => {
      this.#varying(capacity, length);
      this.raw(new Uint8Array(length * 2));
    });
  }

  #varying(capacity: number, length: number): void {
    this.u32(capacity);
    this.u32(0); // offset of the first element that is sent
    this.u32(length);
  }

  /** The start of `size` new bytes, which are zero, in what is {@link #buffer} from then on. */
  #grow(size: number): number {
    const start = this.#length;
    this.#length += size;
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(this.#length, this.#buffer.length * 2));
      this.#buffer.copy(larger);
      this.#buffer = larger;
    }
    return start;
  }
}

function terminated(text: string): Buffer {
  if (text.includes('\0')) throw new ArgumentInvalid('a name with a NUL character in it cannot be sent');
  return Buffer.from(`${text}\0`, 'utf16le');
}
