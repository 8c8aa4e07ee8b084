import { type Html, html } from './html.ts';
import { pageStyle } from './page-style.ts';
import { htmlProse, type Prose } from './prose.ts';

/** What every page for people consists of, whatever it is about. */
export interface Page {
  readonly title: string;
  readonly verdict: { readonly ok: boolean; readonly text: string };
  /** The lines above the sections, by name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Those without a row are left out. */
  readonly sections: readonly Section[];
  /** The last lines, such as what to type next. */
  readonly notes?: readonly Note[];
}

/** A table. Of a row with a state, the first cell is a word for it. */
export interface Section {
  readonly heading: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly state?: State; readonly cells: readonly Cell[] }[];
}

export type Cell = string | Prose;

export type State = 'good' | 'bad' | 'warning' | 'info';

export interface Note {
  readonly text: string;
  /** As it is typed. */
  readonly command: string;
}

/** What was done or found, with a verdict and tables: as {@link renderDocument} has it. */
export function renderPage({ title, verdict, facts, sections, notes = [] }: Page): string {
  return renderDocument(`${title}: ${verdict.text}`, [
    html`<h1>${title}</h1>`,
    html`<p class="verdict ${verdict.ok ? 'good' : 'bad'}">${verdict.text}</p>`,
    html`<dl>
${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
</dl>`,
    html`${sections.filter(({ rows }) => rows.length > 0).map(renderSection)}`,
    html`${notes.map(({ text, command }) => html`<p>${text} <code>${command}</code></p>`)}`,
  ]);
}

/**
 * One file that needs nothing else: no script, no picture, no font and no address of anything elsewhere. It follows the
 * reader's choice of light or dark, and prints black on white with the heads of tables on each sheet.
 */
export function renderDocument(title: string, body: readonly Html[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
${body}
</body>
</html>
`.html;
}

function renderSection({ heading, columns, rows }: Section): Html {
  return html`<section>
<h2>${heading}</h2>
<table>
<thead><tr>${columns.map(column => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map(({ state, cells }) => html`<tr class="${state ?? 'plain'}">${cells.map(cell => html`<td>${typeof cell === 'string' ? cell : htmlProse(cell.prose)}</td>`)}</tr>`)}
</tbody>
</table>
</section>`;
}
