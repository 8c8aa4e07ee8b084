import { visible } from './visible.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For the content of an element, and for an attribute between quotation marks. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, character => entities[character] as string);
}
