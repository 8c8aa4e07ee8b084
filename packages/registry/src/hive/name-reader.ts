const mostSlotBits = 12;
const fewestSlotBits = 6;
/** Room in words; the last one is for what does not fill a word. */
const slotWords = 8;
/** In bytes. */
const longest = 4 * slotWords - 1;

/**
 * Reads names. The same ones come again and again in a registry: short ones are looked up among those that were read
 * before, four bytes at a time, which is quicker than to make them, and keeps each in memory once.
 */
export class NameReader {
  readonly #bytes: Buffer;
  readonly #words: Int32Array;
  readonly #slotBits: number;
  readonly #known: string[];
  /** The bytes of each known name. */
  readonly #knownWords: Int32Array;

  /** `words` are the numbers in `bytes`. */
  constructor(bytes: Buffer, words: Int32Array) {
    this.#bytes = bytes;
    this.#words = words;
    // A small hive has no room for many names, and to make the table takes its time.
    this.#slotBits = Math.min(mostSlotBits, Math.max(fewestSlotBits, 26 - Math.clz32(bytes.length)));
    this.#known = new Array<string>(1 << this.#slotBits).fill('');
    this.#knownWords = new Int32Array(slotWords << this.#slotBits);
  }

  /** `compressed` names have one byte a character, the others are in UTF-16. `start` is a multiple of 4. */
  read(start: number, length: number, compressed: boolean): string {
    if (!compressed) return this.#bytes.toString('utf16le', start, start + length);
    if (length > longest) return this.#bytes.toString('latin1', start, start + length);
    const first = start >>> 2;
    const whole = length >>> 2;
    let hash = length;
    for (let index = 0; index < whole; index++) hash = mix(hash, this.#words[first + index]!);
    const rest = this.#rest(first + whole, length);
    const slot = mix(hash, rest) >>> (32 - this.#slotBits);
    const known = this.#known[slot]!;
    if (known.length === length && this.#isKnown(slot, first, whole, rest)) return known;
    return this.#remember(slot, start, length, rest);
  }

  #isKnown(slot: number, first: number, whole: number, rest: number): boolean {
    const known = slot * slotWords;
    for (let index = 0; index < whole; index++) {
      if (this.#knownWords[known + index] !== this.#words[first + index]) return false;
    }
    return this.#knownWords[known + whole] === rest;
  }

  #remember(slot: number, start: number, length: number, rest: number): string {
    const name = this.#bytes.toString('latin1', start, start + length);
    const [first, whole, known] = [start >>> 2, length >>> 2, slot * slotWords];
    for (let index = 0; index < whole; index++) this.#knownWords[known + index] = this.#words[first + index]!;
    this.#knownWords[known + whole] = rest;
    this.#known[slot] = name;
    return name;
  }

  /** The bytes of the name in its last, unfinished word. */
  #rest(word: number, length: number): number {
    const bits = (length & 3) * 8;
    return bits === 0 ? 0 : this.#words[word]! & ((1 << bits) - 1);
  }
}

/** The upper bits depend on all that went in. */
function mix(hash: number, word: number): number {
  return Math.imul(hash ^ word, 0x9e3779b1);
}
