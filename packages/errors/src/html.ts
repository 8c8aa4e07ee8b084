import { visible } from './visible.ts';

/** HTML that was made from text, as against text that is to become HTML. */
export interface Html {
  readonly html: string;
}

/** A template whose values are text: nothing in them becomes markup. What the template made of others stays as it is. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  return { html: parts.reduce((page, part, index) => page + toHtml(values[index - 1] ?? '') + part) };
}

/** For the content of an element, and for an attribute between quotation marks. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, character => entities[character] as string);
}

function toHtml(value: string | Html | readonly Html[]): string {
  if (typeof value === 'string') return escapeHtml(value);
  return 'html' in value ? value.html : value.map(each => each.html).join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
