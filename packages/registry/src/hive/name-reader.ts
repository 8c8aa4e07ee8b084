const slots = 4096;
const longest = 32;

/**
 * Reads names. The same ones come again and again in a registry: short ones are looked up among those that were read
 * before, which is quicker than to make them, and keeps each in memory once.
 */
export class NameReader {
  readonly #bytes: Buffer;
  readonly #known = new Array<string>(slots).fill('');

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** `compressed` names have one byte a character, the others are in UTF-16. */
  read(start: number, length: number, compressed: boolean): string {
    if (!compressed) return this.#bytes.toString('utf16le', start, start + length);
    if (length > longest) return this.#bytes.toString('latin1', start, start + length);
    const bytes = this.#bytes;
    let hash = length;
    for (let place = start; place < start + length; place++) hash = (Math.imul(hash, 31) + bytes[place]!) | 0;
    const slot = (hash ^ (hash >>> 12)) & (slots - 1);
    const known = this.#known[slot]!;
    if (known.length === length && this.#isAt(start, known)) return known;
    const name = bytes.toString('latin1', start, start + length);
    this.#known[slot] = name;
    return name;
  }

  #isAt(start: number, name: string): boolean {
    for (let index = 0; index < name.length; index++) {
      if (this.#bytes[start + index] !== name.charCodeAt(index)) return false;
    }
    return true;
  }
}
