import { visible } from './visible.ts';

/** Markdown that was made from text, as against text that is to become Markdown. */
export interface Markdown {
  readonly markdown: string;
}

/**
 * A template whose values are text: nothing in them becomes markup, ends a line or is a link. What `code` and its like have
 * made stays as it is.
 */
export function markdown(parts: TemplateStringsArray, ...values: readonly (string | number | Markdown)[]): string {
  return parts.reduce((page, part, index) => page + toMarkdown(values[index - 1] ?? '') + part);
}

const toMarkdown = (value: string | number | Markdown) =>
  typeof value === 'object' ? value.markdown : escapeMarkdown(String(value));

/** Only what would mean something: most people read the page as it is, with `SMS_SHR` and `C:\SMS` in it. */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .replace(/\\(?![A-Za-z0-9 ])|[`*{}[\]<>#|~@]|&(?=[#\w])|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\b(www)\./gi, '$1\\.')
    .replace(/^(\s*)([-+=])(?=\s|[-+=]|$)/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** A code span, whose marks are longer than any in the text. */
export function code(text: string): Markdown {
  const shown = visible(text) || ' ';
  const marks = '`'.repeat(longestRun(shown) + 1);
  const room = /^`|`$|^ .* $/.test(shown) && shown.trim() !== '' ? ' ' : '';
  return { markdown: `${marks}${room}${shown}${room}${marks}` };
}

/** A fenced block of lines, whose fence is longer than any in them. */
export function codeBlock(lines: readonly string[]): Markdown {
  const shown = lines.map(visible);
  const fence = '`'.repeat(Math.max(3, ...shown.map(line => longestRun(line) + 1)));
  return { markdown: [fence, ...shown, fence].join('\n') };
}

export const raw = (text: string): Markdown => ({ markdown: text });

const longestRun = (text: string) => Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
