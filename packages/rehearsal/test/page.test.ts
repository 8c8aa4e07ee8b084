import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidencePage } from '@resite/rehearsal';
import { evidence } from './support/evidence.ts';

test('names that look like markup are text on the page', () => {
  const page = evidencePage(evidence);
  assert.doesNotMatch(page, /<script|<img|onerror='/);
  assert.ok(page.includes('&lt;/td&gt;&lt;script&gt;alert(1)'));
});
