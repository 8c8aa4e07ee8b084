import { ResiteError } from '@resite/errors';

/** Text in a batch file as one word. `PATH_INVALID`: within quotation marks all but these is what it is; an interpreter within one reads `%` and `^` twice. */
export function quoted(text: string): string {
  const wrong = /["%^\x00-\x1f]|[^\x00-\x7e]/.exec(text)?.[0];
  if (wrong === undefined) return /^[\w\\:./-]+$/.test(text) ? text : `"${text}"`;
  throw new ResiteError('PATH_INVALID', `a batch file cannot have ${JSON.stringify(wrong)} in it: ${text}`, {
    hint: 'Do it on that computer yourself.',
  });
}
