import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyText } from '../../../scripts/any-text.ts';
import { htmlProse, markdownProse, plainProse } from '../src/prose.ts';
import { visible } from '../src/visible.ts';

test('what is typed is marked as each kind of page marks it', () => {
  const text = 'Type `resite resume <run>`: it *settles* (`a_b`) `c`d `e|f` `g`.';
  assert.equal(plainProse(text), 'Type "resite resume <run>": it *settles* ("a_b") `c`d `e|f` "g".');
  assert.equal(
    markdownProse(text).markdown,
    'Type `resite resume <run>`: it \\*settles\\* (`a_b`) \\`c\\`d \\`e\\|f\\` `g`.',
  );
  assert.equal(
    htmlProse(text).html,
    'Type <code>resite resume &lt;run&gt;</code>: it *settles* (<code>a_b</code>) `c`d `e|f` <code>g</code>.',
  );
});

test('whatever is in a sentence, no markup comes of it but code, and nothing of it is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(anyText(), fc.constantFrom('`', ' `', '` ', '<b>', '|', '\n')), { maxLength: 12 }),
      parts => {
        const text = parts.join('');
        const { html } = htmlProse(text);
        const shown = html.replaceAll(/<\/?code>/g, '`');
        assert.doesNotMatch(shown, /[<>"']/);
        const entities: Record<string, string> = {
          '&amp;': '&',
          '&lt;': '<',
          '&gt;': '>',
          '&quot;': '"',
          '&#39;': "'",
        };
        assert.equal(
          shown.replaceAll(/&[#a-z0-9]+;/g, entity => entities[entity]!),
          visible(text),
        );
        assert.equal(plainProse(text).replaceAll('"', '`'), text.replaceAll('"', '`'));
      },
    ),
  );
});
