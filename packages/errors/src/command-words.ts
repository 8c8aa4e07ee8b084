import { isVisible } from './visible.ts';

/**
 * As a POSIX shell takes it for one word. Undefined when a person could not type it: it holds a control character, or one
 * that cannot be seen.
 */
export function shellWord(text: string): string | undefined {
  if (!isVisible(text)) return undefined;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * As the CMD.EXE of Windows NT, and the program that it starts, take it for one word. Between quotation marks only `"` and
 * `%` mean something there, and nothing can take the meaning from them; a backslash before the last mark would take it from
 * that; a leading `/` begins an option. Undefined for such text, and for what a person could not type.
 */
export function cmdWord(text: string): string | undefined {
  if (text === '' || text.startsWith('/')) return undefined;
  return /^[\p{L}\p{N}:\\._$~#@{}'*-]+$/u.test(text) ? text : cmdQuoted(text);
}

/** The same, always between quotation marks. */
export function cmdQuoted(text: string): string | undefined {
  return !isVisible(text) || /["%]|\\$/.test(text) ? undefined : `"${text}"`;
}
