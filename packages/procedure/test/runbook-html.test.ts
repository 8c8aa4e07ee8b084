import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRestore } from '../src/plan/restore/plan-restore.ts';
import { renderHtml, renderMarkdown } from '../src/plan/runbook.ts';
import { markdownToHtml } from '../src/plan/runbook-html.ts';
import { manifest, restoreFacts } from './support/description.ts';

const body = (markdown: string) =>
  markdownToHtml(markdown)
    .map(({ html }) => html)
    .join('\n');

test('headings, paragraphs, lists, commands and blocks of the page become those of HTML', () => {
  const page = [
    '# Title',
    '',
    'One `a  b` and',
    'two **Do:** it \\*\\*',
    '- first',
    '- `` `second` ``',
    '',
    '## 1. Next',
    '',
  ];
  assert.equal(
    body([...page, '```', 'x < y', '', 'z', '```', 'End.'].join('\n')),
    `<p>One <code>a  b</code> and two <strong>Do:</strong> it **</p>
<ul>
<li>first</li>
<li><code>\`second\`</code></li>
</ul>
<h2>1. Next</h2>
<pre>x &lt; y

z</pre>
<p>End.</p>`,
  );
});

test('nothing of the Markdown page is lost', () => {
  const words = (text: string) => text.match(/[A-Za-z0-9]{3,}/g) ?? [];
  const procedure = planRestore(restoreFacts);
  const found = new Set(words(renderHtml(procedure)));
  for (const word of words(renderMarkdown(procedure))) assert.ok(found.has(word), word);
});

test('whatever the names on it are, the page holds them as text, and every step', () => {
  const hostile = '</code><script>alert("&amp;")</script> **x** `y`';
  const shares = [{ name: 'SMS_PKGC', path: 'C:\\SMS_PKGC', comment: hostile }];
  const facts = { ...restoreFacts, manifest: { ...manifest, site: { ...manifest.site, siteServer: hostile, shares } } };
  const procedure = planRestore(facts);
  const page = renderHtml(procedure);
  const tags = new Set([...page.matchAll(/<([a-z0-9]+)/g)].map(match => match[1]));
  const own = 'body code h1 h2 head html li meta p pre strong style title ul';
  assert.deepEqual([...tags].sort().join(' '), own);
  assert.ok(page.includes('&lt;/code&gt;&lt;script&gt;alert(&quot;&amp;amp;&quot;)&lt;/script&gt; **x** `y`'));
  for (const [index, { title }] of procedure.steps.entries())
    assert.ok(page.includes(`<h2>${index + 1}. ${title}</h2>`), title);
});
