import { ResiteError } from '@resite/errors';

/** Goes through a text by its lines that are not blank, and hands back the exact text gone through. */
export class LineReader {
  readonly #name: string;
  readonly #lines: readonly string[];
  readonly #end: number;
  #position = 0;
  #taken = 0;

  constructor(text: string, name: string) {
    this.#name = name;
    this.#lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    this.#end = this.#lines.findLastIndex(line => !isBlank(line)) + 1;
  }

  /** Number of the line that was read last, from 1. */
  get line(): number {
    return this.#position;
  }

  atEnd(): boolean {
    return this.#position >= this.#end;
  }

  /** The next line that is not blank, trimmed, without going to it. */
  peek(): string {
    return this.#lines[this.#nextIndex()]!.trim();
  }

  /** Goes to the next line that is not blank and returns it trimmed. */
  next(): string {
    this.#position = this.#nextIndex() + 1;
    return this.#lines[this.#position - 1]!.trim();
  }

  /** Everything gone through since the last call, as it stands in the file. */
  take(): string {
    const taken = this.#lines.slice(this.#taken, this.#position).join('');
    this.#taken = this.#position;
    return taken;
  }

  /** What was not taken yet, to the end of the file. */
  rest(): string {
    return this.#lines.slice(this.#taken).join('');
  }

  error(message: string, line = Math.max(this.#position, 1)): ResiteError {
    return new ResiteError('SITE_CONTROL_FILE_INVALID', `${this.#name}, line ${line}: ${message}.`, {
      hint: 'Take another copy of the file. On the parent, PREINST /DUMP writes the image it holds of each site.',
    });
  }

  #nextIndex(): number {
    let index = this.#position;
    while (isBlank(this.#lines[index]!)) index++;
    return index;
  }
}

/** A file edited under DOS may end in its end-of-file character. */
function isBlank(line: string): boolean {
  return /^[\s\x1a]*$/.test(line);
}
