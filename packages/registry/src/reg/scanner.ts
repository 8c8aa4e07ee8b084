import type { ResiteError } from '@resite/errors';
import { regInvalid } from './reg-invalid.ts';

/** Walks over the text of a .reg file and knows the line. Patterns must be sticky (`y`). */
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
    const next = this.#text[this.#position];
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

  /** The current line from here on, without moving. */
  line(): string {
    const end = this.#text.indexOf('\n', this.#position);
    return this.#text.slice(this.#position, end < 0 ? undefined : end).replace(/\r$/, '');
  }

  restOfLine(): string {
    const line = this.line();
    this.#position += line.length;
    return line;
  }

  skipSpaces(): void {
    this.accept(/[ \t]*/y);
  }

  /** Empty lines and comments. */
  skipBlank(): void {
    this.accept(/(?:\s+|;[^\r\n]*)*/y);
  }

  /** Spaces, and line breaks announced by a backslash. */
  skipContinuations(): void {
    this.accept(/(?:[ \t]+|\\[ \t]*\r?\n)*/y);
  }

  /** Nothing but a comment may follow on this line. */
  expectEnd(): void {
    this.skipSpaces();
    if (!this.atLineEnd) throw this.invalid(`${JSON.stringify(this.line().slice(0, 20))} is not understood`);
  }

  /** An error that names the current line. */
  invalid(problem: string): ResiteError {
    return regInvalid(problem, this.#text.slice(0, this.#position).split('\n').length);
  }
}
