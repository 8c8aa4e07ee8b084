import { isResiteError } from '@resite/errors';
import { createProgram } from '../program.ts';
import { type Completion, candidatesFor } from './candidates.ts';
import { shellWords } from './shell-words.ts';
import { whatIsTyped } from './what-is-typed.ts';

/**
 * Answers the completion of a shell. It asks with `line` and the line up to the cursor, or with `words` and each word after
 * `resite` up to the cursor behind a colon: some shells drop empty ones. The first line of the answer is `files`, `folders` or
 * `values`, and in that case each further one a value, a tab and what it means.
 */
export async function complete([form = '', ...args]: readonly string[]): Promise<string> {
  const words = form === 'line' ? shellWords(args[0] ?? '').slice(1) : args.map(word => word.slice(1));
  const { kind, values } = await completionOf(words);
  return [kind, ...values.map(({ value, meaning }) => `${value}\t${meaning}`), ''].join('\n');
}

/** What may stand in place of the last one of the words after `resite`. */
export async function completionOf(words: readonly string[]): Promise<Completion> {
  const word = words.at(-1) ?? '';
  try {
    const program = await createProgram(async () => {}, words);
    const typed = whatIsTyped(program, words.slice(0, -1), word);
    const { kind, values } = await candidatesFor(typed, program);
    const before = typed.what === 'value' ? typed.before : '';
    const whole = values.map(({ value, meaning }) => ({ value: before + value, meaning }));
    return { kind, values: whole.filter(({ value }) => value.startsWith(word)) };
  } catch (error) {
    if (!isResiteError(error)) throw error;
    return { kind: 'values', values: [] }; // no command line that is understood begins so
  }
}
