import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planBackup } from '../src/plan/backup/plan-backup.ts';
import { planRestore } from '../src/plan/restore/plan-restore.ts';
import { renderMarkdown, renderTxt } from '../src/plan/runbook.ts';
import { markdownToTxt } from '../src/plan/runbook-txt.ts';
import { backupFacts, manifest, restoreFacts } from './support/description.ts';

/** A page without the words on how to read it. */
const body = (markdown: string) => markdownToTxt(markdown).split('\r\n').slice(5, -1);

const comment = `Größe \u202e \`x\` ${'y'.repeat(200)}`;
const strange = {
  ...restoreFacts,
  manifest: {
    ...manifest,
    site: {
      ...manifest.site,
      shares: [{ name: 'SMS_PKGC', path: `C:\\SMS_PKGC\\${'A'.repeat(120)}`, comment }],
    },
  },
};

for (const [name, procedure] of [
  ['a backup', planBackup(backupFacts)],
  ['a restore', planRestore(restoreFacts)],
  ['a restore with strange names', planRestore(strange)],
] as const) {
  test(`the page of ${name} is ASCII in lines of 78 characters that end in CRLF, and has every step`, () => {
    const page = renderTxt(procedure);
    assert.match(page, /^([ -~]{0,78}\r\n)+$/);
    assert.doesNotMatch(page, /\*\*|```|^ +$/m);
    const words = page.replaceAll(/\s+/g, ' ');
    for (const [index, { title }] of procedure.steps.entries())
      assert.ok(words.includes(`${index + 1}. ${title} -`), title);
  });
}

test('commands stand alone as they are typed, and what is too long for a line goes on further in', () => {
  const commands = ['restic check', `copy C:\\${'A'.repeat(40)} C:\\${'B'.repeat(40)}`];
  assert.deepEqual(body(['To do it:', '', '```', ...commands, '```', '', 'Done.'].join('\n')), [
    'To do it:',
    '',
    '    restic check',
    `    copy C:\\${'A'.repeat(40)}`,
    `        C:\\${'B'.repeat(40)}`,
    '',
    'Done.',
  ]);
  assert.deepEqual(
    body('Now `attrib +h`, then `copy C:\\SMS\\SITECTRL.CT0 C:\\X`. Look. **Do:** it \\<x\\> `\\\\HQ1`'),
    ['Now attrib +h, then', '    copy C:\\SMS\\SITECTRL.CT0 C:\\X', 'Look. Do: it <x> \\\\HQ1'],
  );
});

test('what is not ASCII is written as an escape, and typographic signs as those of a typewriter', () => {
  assert.deepEqual(body('4a\u20134d \u00b7 `Größe`'), ['4a-4d - Gr\\u00f6\\u00dfe']);
});

test('nothing of the Markdown page is lost', () => {
  const words = (text: string) => text.match(/[A-Za-z0-9]{3,}/g) ?? [];
  const procedure = planRestore(restoreFacts);
  const txt = renderTxt(procedure);
  const found = new Set(words(txt));
  for (const word of words(renderMarkdown(procedure))) assert.ok(found.has(word), word);
});
