import type { ResiteError } from '@resite/errors';
import { regInvalid } from './reg-invalid.ts';

const lineEnd = /[\r\n]/g;

/** Walks over the text of a .reg file. Patterns must be sticky (`y`) and short: long texts have methods of their own. */
export class Scanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  /** At the end of a line or of the text, a comment before it included. */
  get atLineEnd(): boolean {
    const next = this.peek();
    return next === undefined || next === '\n' || next === '\r' || next === ';';
  }

  peek(): string | undefined {
    return this.#text[this.#position];
  }

  /** Moves past the match; null when the pattern does not match here. */
  accept(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match) this.#position = pattern.lastIndex;
    return match;
  }

  /** Moves past `"…"` and gives what is between, as it is; `\` takes the next character with it. */
  acceptQuoted(): string | undefined {
    const start = this.#position + 1;
    for (let end = start; end < this.#text.length; end++) {
      if (this.#text[end] === '\\') end++;
      else if (this.#text[end] === '"') {
        this.#position = end + 1;
        return this.#text.slice(start, end);
      }
    }
    return undefined;
  }

  /** The current line from here on, without moving. */
  line(): string {
    lineEnd.lastIndex = this.#position;
    return this.#text.slice(this.#position, lineEnd.exec(this.#text)?.index);
  }

  /** As `line`, and moves to its end. */
  takeLine(): string {
    const line = this.line();
    this.#position += line.length;
    return line;
  }

  skipSpaces(): void {
    while (this.peek() === ' ' || this.peek() === '\t') this.#position++;
  }

  /** Empty lines and comments. */
  skipBlank(): void {
    for (;;) {
      this.skipSpaces();
      if (this.peek() === ';' || this.peek() === '#') this.takeLine();
      if (this.peek() !== '\n' && this.peek() !== '\r') return;
      this.#position++;
    }
  }

  /** Spaces, and line breaks announced by a backslash; comments may follow these. */
  skipContinuations(): void {
    this.skipSpaces();
    while (this.accept(/\\[ \t]*(?=[;#\r\n]|$)/y)) this.skipBlank();
  }

  /** Nothing but a comment may follow on this line. */
  expectEnd(): void {
    this.skipSpaces();
    if (!this.atLineEnd) throw this.invalid(`${JSON.stringify(this.line().slice(0, 20))} is not understood`);
  }

  /** An error that names the current line. */
  invalid(problem: string): ResiteError {
    return regInvalid(problem, this.#text.slice(0, this.#position).split(/\r\n?|\n/).length);
  }
}
