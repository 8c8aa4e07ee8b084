import { textFromBytes } from '@resite/filesystem/path-text';
import { toUtf8 } from '@resite/procedure/text-encoding';

/** The lines of a text file, to the byte where they are not UTF-8; after a byte order mark, it may be UTF-16. */
export const linesOf = (bytes: Buffer): string[] => textFromBytes(toUtf8(bytes)).split(/\r?\n/);

/** Without white space around them, empty lines, and comments, which begin with `#`. */
export const entriesOf = (bytes: Buffer): string[] =>
  linesOf(bytes)
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'));
