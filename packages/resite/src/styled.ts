import { randomBytes } from 'node:crypto';
import { styleText } from 'node:util';
import { visible } from '@resite/errors/visible';

export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

/** Stands before each colour code of ours until the line is printed: nobody else's text can hold it, as nobody can guess it. */
const mark = `\x1b${randomBytes(8).toString('hex')}`;

/** Colours text where the stream shows colours. Only `forTerminal` makes them codes of a terminal. */
export function createStyle(stream: NodeJS.WriteStream, color: boolean): Style {
  if (!color) return (_format, text) => text;
  return (format, text) => {
    const [before = '', after = ''] = styleText(format, '\0', { stream }).split('\0');
    return `${marked(before)}${text}${marked(after)}`;
  };
}

/**
 * A line as it goes to a terminal or into a pipe: the colours that `createStyle` has given it, and no other control
 * character, nor a line end.
 */
export function forTerminal(line: string): string {
  const [first = '', ...rest] = line.split(mark);
  return (
    visible(first) +
    rest.map(text => text.replace(/^(\[[\d;]*m)?(.*)$/s, (_all, code, after) => restore(code, after))).join('')
  );
}

const restore = (code: string | undefined, text: string) =>
  `${code === undefined ? '' : `\x1b${code}`}${visible(text)}`;

/** The text alone. */
export function withoutStyle(line: string): string {
  return line.replace(/\x1b[0-9a-f]{16}\[[\d;]*m/g, '');
}

const marked = (codes: string) => codes.replaceAll('\x1b', mark);
