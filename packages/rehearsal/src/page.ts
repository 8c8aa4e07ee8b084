import { formatSeconds } from '@resite/errors';
import { escapeHtml as escapeText } from '@resite/errors/html';
import type { Evidence } from './evidence.ts';

/** The evidence as a page that needs nothing but itself: no script, no picture, no address of anything else. */
export function evidencePage(evidence: Evidence): string {
  const { result, run, started, ended, site, snapshot, repository, timeToRestore, versions, host, key } = evidence;
  const facts: [string, string][] = [
    ['Run', run],
    ['Began', started],
    ['Ended', ended],
    ['Snapshot', `${snapshot.id} of ${snapshot.time}`],
    ['Tree', snapshot.tree],
    ['Repository', repository],
    ...(site === null ? [] : siteRows(site)),
    ['Downtime of the site and its parent', evidence.downtime],
    ['Time to restore', formatSeconds(timeToRestore.seconds)],
    ['Resite, Node.js, profile', `${versions.resite}, ${versions.node}, ${versions.profile}`],
    ['Rehearsed on', `${host.name} (${host.platform}, ${host.arch})`],
    ['Signing key', key],
  ];
  const name = site?.code ?? 'a snapshot';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeText(`Rehearsal of ${name}: ${result}`)}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; color-scheme: light dark; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .2em .8em .2em 0; border-bottom: 1px solid #8884; }
  td { overflow-wrap: anywhere; } .passed, .ok, .done { color: #197a2f; } .failed { color: #b3261e; font-weight: bold; } .not-yet { color: #9a6700; }
  @media (prefers-color-scheme: dark) { .passed, .ok, .done { color: #5fc97a; } .failed { color: #ff8a80; } .not-yet { color: #e3b341; } }
</style>
<h1>Rehearsal of ${escapeText(name)}: <span class="${escapeText(result)}">${escapeText(result)}</span></h1>
${evidence.failure === undefined ? '' : `<p class="failed">${escapeText(evidence.failure.message)} (${escapeText(evidence.failure.code)})</p>\n`}<table>${rows(facts.map(([left, right]) => [head(left), cell(right)]))}</table>
<h2>Time to restore</h2>
<table>${rows(timeToRestore.phases.map(({ phase, seconds }) => [cell(phase), cell(formatSeconds(seconds))]))}</table>
<h2>Steps</h2>
<table>${rows(
    evidence.steps.map(({ title, source, state, seconds, detail }) => [
      cell(state, state),
      cell(title),
      cell(detail ?? ''),
      cell(seconds === undefined ? '' : formatSeconds(seconds)),
      cell(source),
    ]),
  )}</table>
<h2>Checks</h2>
<table>${rows(
    evidence.checks.map(({ title, outcome, severity, found, wanted, source, byConstruction }) => [
      cell(
        outcome === 'ok' ? 'ok' : `${outcome} (${severity})`,
        outcome === 'ok' || severity === 'error' ? outcome : 'not-yet',
      ),
      cell(title),
      cell(outcome === 'ok' ? found : `found ${found}, wanted ${wanted}`),
      cell(byConstruction ? 'the machine was made so' : ''),
      cell(source),
    ]),
  )}</table>
<h2>What was not rehearsed</h2>
<table>${rows(evidence.notRehearsed.map(({ what, why }) => [cell(what), cell(why)]))}</table>
<h2>Where it was rehearsed</h2>
<ul>${evidence.scratch.map(text => `<li>${escapeText(text)}</li>`).join('')}</ul>
<p>The file evidence.html.sig beside this page holds its Ed25519 signature. <code>resite evidence verify evidence.html</code> checks it.</p>
</html>
`;
}

const siteRows = (site: NonNullable<Evidence['site']>): [string, string][] => [
  ['Site', `${site.code}, below ${site.parent}`],
  ['Server', `${site.server} in ${site.domain}, ${site.windows}, SMS in ${site.smsRoot}`],
  ['Captured', site.captured],
];

const rows = (cells: readonly (readonly string[])[]) => cells.map(row => `<tr>${row.join('')}</tr>`).join('\n');
const head = (text: string) => `<th>${escapeText(text)}</th>`;
const cell = (text: string, kind?: string) =>
  `<td${kind === undefined ? '' : ` class="${escapeText(kind)}"`}>${escapeText(text)}</td>`;
