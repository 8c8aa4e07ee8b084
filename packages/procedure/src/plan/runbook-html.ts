import { type Html, html } from '@resite/errors/html';
import { linesOf, type MarkdownLine, piecesOf } from './runbook-lines.ts';

/** The page of `renderMarkdown`, below its title, for `renderDocument`. */
export function markdownToHtml(markdown: string): Html[] {
  const blocks: Html[] = [];
  let block: string[] = [];
  let kind: MarkdownLine['kind'] = 'text';
  const flush = () => {
    if (block.length > 0) blocks.push(renderers[kind](block));
    block = [];
  };
  for (const line of linesOf(markdown)) {
    if (line.kind !== kind || line.kind === 'heading') flush();
    kind = line.kind;
    if (line.kind === 'fence' || (line.kind === 'heading' && line.level === 1)) continue;
    if (line.kind === 'text' && line.text === '') flush();
    else block.push(line.text);
  }
  flush();
  return blocks;
}

const renderers: Readonly<Record<MarkdownLine['kind'], (lines: readonly string[]) => Html>> = {
  heading: ([text = '']) => html`<h2>${inline(text)}</h2>`,
  item: lines => html`<ul>
${lines.map(line => html`<li>${inline(line)}</li>`)}
</ul>`,
  text: lines => html`<p>${inline(lines.join(' '))}</p>`,
  code: lines => html`<pre>${lines.map(line => html`${line}`)}</pre>`,
  fence: () => html``,
};

function inline(line: string): Html {
  const pieces = piecesOf(line).map(({ kind, text }) =>
    kind === 'code' ? html`<code>${text}</code>` : kind === 'strong' ? html`<strong>${text}</strong>` : html`${text}`,
  );
  return { html: pieces.map(piece => piece.html).join('') };
}
