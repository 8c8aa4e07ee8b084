import { type Html, html } from './html.ts';
import { code, escapeMarkdown, type Markdown, raw } from './markdown.ts';

/**
 * Sentences of ours, in which what is typed stands between backticks, as against text that is shown as it is: hints, remedies,
 * remarks, and what a check wants. Each of the three makes of them what fits. A name from outside in such a sentence stays text,
 * whatever is in it; only backticks around one of its words are taken for ours.
 */
export interface Prose {
  readonly prose: string;
}

export const prose = (text: string): Prose => ({ prose: text });

/** For a terminal, where a backtick would mean something if it were typed: quotation marks. */
export function plainProse(text: string): string {
  return text.replace(span, '"$1"');
}

export function markdownProse(text: string): Markdown {
  return raw(partsOf(text, escapeMarkdown, typed => code(typed).markdown).join(''));
}

export function htmlProse(text: string): Html {
  const parts = partsOf(
    text,
    words => html`${words}`,
    typed => html`<code>${typed}</code>`,
  );
  return { html: parts.map(part => part.html).join('') };
}

/** A pipe would end the cell of a table even there. */
const span = /(?<![^\s("])`([^`\n|]+)`(?![\w`])/g;

const partsOf = <T>(text: string, words: (text: string) => T, typed: (text: string) => T): T[] =>
  text.split(span).map((part, index) => (index % 2 === 0 ? words(part) : typed(part)));
