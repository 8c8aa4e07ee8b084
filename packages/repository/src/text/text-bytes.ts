import { free } from '../system/scratch-memory.ts';

const partLength = 16 * 1024;

/** The bytes of a long text that comes in parts: as one string it would take several times as much memory. */
export class TextBytes {
  #bytes = Buffer.allocUnsafeSlow(4 * partLength);
  #length = 0;
  #text = '';

  add(text: string): void {
    this.#text += text;
    if (this.#text.length >= partLength) this.#write();
  }

  /** To be called once, last. */
  end(): Buffer {
    this.#write();
    return this.#bytes.subarray(0, this.#length);
  }

  #write(): void {
    const needed = this.#length + 3 * this.#text.length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * needed);
      larger.set(this.#bytes.subarray(0, this.#length));
      free(this.#bytes);
      this.#bytes = larger;
    }
    this.#length += this.#bytes.write(this.#text, this.#length);
    this.#text = '';
  }
}
