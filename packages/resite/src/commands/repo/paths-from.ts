import { buffer } from 'node:stream/consumers';
import { ResiteError } from '@resite/errors';
import { textFromBytes } from '@resite/filesystem/path-text';
import type { Context } from '../../context.ts';
import { expandPattern, isPattern } from './expand-pattern.ts';
import { entriesOf, linesOf } from './lines-of.ts';
import { readNamedFile } from './read-named-file.ts';
import { standardInput } from './standard-input.ts';

export interface PathsFromOptions {
  readonly filesFrom?: readonly string[];
  readonly filesFromVerbatim?: readonly string[];
  readonly filesFromRaw?: readonly string[];
}

/** The files of lists that are given; `-` is standard input. */
export const listsOf = ({ filesFrom = [], filesFromVerbatim = [], filesFromRaw = [] }: PathsFromOptions) => [
  ...filesFrom,
  ...filesFromVerbatim,
  ...filesFromRaw,
];

/** The paths in lists, as restic reads them. A pattern that nothing matches is passed over with a warning. */
export async function pathsFrom(context: Context, options: PathsFromOptions): Promise<string[]> {
  const { filesFrom = [], filesFromVerbatim = [], filesFromRaw = [] } = options;
  const lists: string[][] = [];
  for (const file of filesFrom) {
    for (const entry of entriesOf(await readList(context, file)))
      lists.push(isPattern(entry) ? expand(context, entry, file) : [entry]);
  }
  for (const file of filesFromVerbatim) lists.push(linesOf(await readList(context, file)).filter(Boolean));
  for (const file of filesFromRaw) lists.push(namesOf(await readList(context, file), file));
  return lists.flat();
}

function expand({ emit }: Context, pattern: string, file: string): string[] {
  const found = expandPattern(pattern);
  if (found === undefined)
    throw invalid(`${pattern} in ${file} is no pattern`, 'To name a path as it is, use --files-from-verbatim.');
  if (found.length === 0)
    emit({ message_type: 'error', error: { message: 'nothing matches it' }, during: 'backup', item: pattern });
  return found;
}

/** Each ends with a zero byte, so that one which was cut off is noticed. */
function namesOf(bytes: Buffer, file: string): string[] {
  const names = textFromBytes(bytes).split('\0');
  if (names.pop() !== '') throw invalid(`the last path in ${file} does not end with a zero byte`, cutOff);
  if (names.includes('')) throw invalid(`there is an empty path in ${file}`, cutOff);
  return names;
}

const cutOff = 'Make the list anew, as with: find … -print0';

async function readList({ signal }: Context, file: string): Promise<Buffer> {
  return file === '-' ? buffer(standardInput(signal)) : readNamedFile(file, 'paths');
}

const invalid = (message: string, hint: string) =>
  new ResiteError('PATH_INVALID', message, { hint: `Nothing was saved. ${hint}` });
