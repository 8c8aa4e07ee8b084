import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyText } from '../../../scripts/any-text.ts';
import { escapeHtml } from '../src/html.ts';
import { type Page, renderPage } from '../src/page.ts';

const page: Page = {
  title: 'Backup of S01',
  verdict: { ok: false, text: 'it failed' },
  facts: [['site', 'S01']],
  sections: [
    {
      heading: 'Steps',
      columns: ['', 'Step'],
      rows: [{ state: 'bad', cells: ['failed', 'Stop'] }, { cells: ['', 'Start'] }],
    },
    { heading: 'Nothing', columns: ['What'], rows: [] },
  ],
  notes: [{ text: 'To go on, type', command: 'resite resume' }],
};

const bodyOf = (html: string) => /<body>\n(.*)<\/body>/s.exec(html)![1]!;

test('a page has its parts in order, and nothing where there is nothing', () => {
  const html = renderPage(page);
  assert.ok(html.startsWith('<!doctype html>\n<html lang="en">\n'));
  assert.ok(html.includes('<title>Backup of S01: it failed</title>'));
  assert.equal(
    bodyOf(html),
    `<h1>Backup of S01</h1>
<p class="verdict bad">it failed</p>
<dl>
<dt>site</dt><dd>S01</dd>
</dl>
<section>
<h2>Steps</h2>
<table>
<thead><tr><th scope="col"></th>
<th scope="col">Step</th></tr></thead>
<tbody>
<tr class="bad"><td>failed</td>
<td>Stop</td></tr>
<tr class="plain"><td></td>
<td>Start</td></tr>
</tbody>
</table>
</section>
<p>To go on, type <code>resite resume</code></p>
`,
  );
});

test('it needs nothing from elsewhere, follows light and dark, and prints', () => {
  const html = renderPage(page);
  assert.doesNotMatch(html, /<script|<img|<link|https?:|src=|url\(|@import/);
  assert.match(html, /default-src 'none'; style-src 'unsafe-inline'/);
  assert.match(html, /prefers-color-scheme: dark/);
  assert.match(html, /@media print/);
});

test('whatever text is on it, it is text: the tags are those of the page', () => {
  const text = fc.oneof(anyText(), fc.constantFrom('<script>', '</td>', '"', "' onclick='", '&amp;', '{{x}}'));
  const withText = (text: string) =>
    renderPage({
      title: text,
      verdict: { ok: true, text },
      facts: [[text, text]],
      sections: [{ heading: text, columns: [text], rows: [{ state: 'good', cells: [text] }] }],
      notes: [{ text, command: text }],
    });
  const tags = (html: string) => bodyOf(html).match(/<[^>]*>/g);
  const expected = tags(withText(''));
  fc.assert(
    fc.property(text, hostile => {
      const html = withText(hostile);
      assert.deepEqual(tags(html), expected);
      assert.ok(html.includes(`<td>${escapeHtml(hostile)}</td>`));
    }),
  );
});
