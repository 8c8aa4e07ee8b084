import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from '@resite/procedure';
import { conclude } from '@resite/site';
import { reportOfChecks, reportOfRun } from '../src/report/document.ts';
import { renderReportHtml } from '../src/report/render-html.ts';
import { renderReportMarkdown } from '../src/report/render-markdown.ts';

const hostile = '<script>alert(1)</script> | `x` **y**\n[a](b) \x1b[31m & "q"';
const checks = [
  conclude({ id: 'sms-ini', good: true, found: 'C:\\SMS.INI' }),
  conclude({ id: 'site-control-folder', good: false, found: hostile }),
  conclude({ id: 'parent-heard', good: false, found: 'nothing', otherwise: 'not-yet' }),
];
const document = reportOfChecks({ site: 'S01', purpose: 'restore', checks });

test('what is wrong stands first, apart from what may still come', () => {
  assert.deepEqual(document.verdict, { ok: false, text: 'S01 cannot be restored: 1 check failed' });
  const page = renderReportMarkdown(document);
  assert.ok(page.indexOf('## What needs attention') < page.indexOf('## What is as it should be'));
  assert.match(page, /\n\| error, not yet \| The parent has heard from the site since the restore \|/);
  assert.match(page, /\n\| good \| SMS\.INI is there \| C:\\SMS\.INI \|/);
});

test('nothing from outside becomes markup', () => {
  const html = renderReportHtml(document);
  assert.doesNotMatch(html, /<script|\x1b/);
  assert.match(
    html,
    /&lt;script&gt;alert\(1\)&lt;\/script&gt; \| `x` \*\*y\*\*\\n\[a\]\(b\) \\x1b\[31m &amp; &quot;q&quot;/,
  );
  assert.doesNotMatch(html, /https?:|src=|@import/, 'the page needs nothing from elsewhere');
  const row = renderReportMarkdown(document)
    .split('\n')
    .find(line => line.includes('alert'))!;
  assert.ok(row.includes('\\<script\\>alert(1)\\</script\\> \\| \\`x\\` \\*\\*y\\*\\*'), row);
});

test('what is typed in wants and remedies is code, in remarks as well', () => {
  const failed = [conclude({ id: 'next-range-unused', good: false, found: 'a `name`' })];
  const remark = { id: 'x', what: 'The `permissions`.', todo: 'Type `resite ids`.', source: 'Q1' };
  const page = { ...reportOfChecks({ site: 'S01', purpose: 'backup', checks: failed }), remarks: [remark] };
  const html = renderReportHtml(page);
  assert.ok(html.includes('<td>a `name`</td>'));
  assert.ok(html.includes('<code>Next SMS Unique ID</code> above'));
  assert.ok(html.includes('<td>The <code>permissions</code>.</td>\n<td>Type <code>resite ids</code>.</td>'));
  const markdown = renderReportMarkdown(page);
  assert.ok(markdown.includes('| a \\`name\\` | `Next SMS Unique ID` above'));
  assert.ok(markdown.includes('| The `permissions`. | Type `resite ids`. |'));
});

test('the report of a run has its steps, its verdict and what is left to do', () => {
  const run: Report = {
    run: '19960724-120000-S01-backup',
    kind: 'backup',
    sites: ['S01'],
    title: 'Back up S01',
    status: 'failed',
    started: '1996-07-24T12:00:00.000Z',
    ended: '1996-07-24T12:01:30.000Z',
    steps: [
      { id: 'check', title: 'Check', host: 'BRANCH1', source: 'Q138347 Summary', state: 'done', seconds: 1 },
      { id: 'stop', title: 'Stop', host: 'BRANCH1', source: 'Q138347 Backup 2', state: 'failed', detail: 'it hangs' },
    ],
    downtime: [{ host: 'BRANCH1', seconds: 61, over: true }],
    changed: true,
    resumable: false,
  };
  const { verdict, facts } = reportOfRun(run, checks);
  assert.deepEqual(verdict, { ok: false, text: 'Backup of S01 failed; every service is in its recorded state' });
  assert.deepEqual(facts, {
    run: run.run,
    started: '1996-07-24 12:00:00 UTC',
    ended: '1996-07-24 12:01:30 UTC',
    duration: '1 min 30 s',
    downtime: 'BRANCH1 1 min 1 s',
  });
  assert.match(
    renderReportMarkdown(reportOfRun(run, checks)),
    /\n\| failed \| Stop: it hangs \| BRANCH1 \| {2}\| Q138347 Backup 2 \|/,
  );
  const ofTwo = reportOfRun({ ...run, sites: ['S01', 'S02'] }, []);
  assert.deepEqual(ofTwo.sites, ['S01', 'S02']);
  assert.match(renderReportMarkdown(ofTwo), /^\*\*Backup of S01, S02 failed;.*\n\n- sites: S01, S02$/m);
});
