import { formatSeconds } from '@resite/errors';
import { renderPage, type Section } from '@resite/errors/page';
import { prose } from '@resite/errors/prose';
import type { Evidence } from './evidence.ts';

/** The evidence as a page for people. */
export function evidencePage(evidence: Evidence): string {
  const { result, failure, site } = evidence;
  return renderPage({
    title: `Rehearsal of ${site?.code ?? 'a snapshot'}`,
    verdict: {
      ok: result === 'passed',
      text: failure === undefined ? result : `${result}: ${failure.message} (${failure.code})`,
    },
    facts: factsOf(evidence),
    sections: sectionsOf(evidence),
    notes: [
      {
        text: 'The file evidence.html.sig beside this page holds its Ed25519 signature. To check it, type',
        command: 'resite evidence verify evidence.html',
      },
    ],
  });
}

function factsOf(evidence: Evidence): [name: string, value: string][] {
  const { run, started, ended, site, snapshot, repository, timeToRestore, versions, host, key } = evidence;
  return [
    ['run', run],
    ['began', started],
    ['ended', ended],
    ['snapshot', `${snapshot.id} of ${snapshot.time}`],
    ['tree', snapshot.tree],
    ['repository', repository],
    ...(site === null ? [] : factsOfSite(site)),
    ['downtime of the site and its parent', evidence.downtime],
    ['time to restore', formatSeconds(timeToRestore.seconds)],
    ['Resite, Node.js, profile', `${versions.resite}, ${versions.node}, ${versions.profile}`],
    ['rehearsed on', `${host.name} (${host.platform}, ${host.arch})`],
    ['signing key', key],
  ];
}

const factsOfSite = (site: NonNullable<Evidence['site']>): [name: string, value: string][] => [
  ['site', `${site.code}, below ${site.parent}`],
  ['server', `${site.server} in ${site.domain}, ${site.windows}, ${site.system} in ${site.smsRoot}`],
  ['captured', site.captured],
];

function sectionsOf({ timeToRestore, steps, checks, notRehearsed, scratch }: Evidence): Section[] {
  return [
    {
      heading: 'Time to restore',
      columns: ['Phase', 'Took'],
      rows: timeToRestore.phases.map(({ phase, seconds }) => ({ cells: [phase, formatSeconds(seconds)] })),
    },
    {
      heading: 'Steps',
      columns: ['', 'Step', 'What came of it', 'Took', 'Source'],
      rows: steps.map(({ title, source, state, seconds, detail }) => ({
        state: state === 'done' ? 'good' : state === 'failed' ? 'bad' : 'info',
        cells: [state, title, detail ?? '', seconds === undefined ? '' : formatSeconds(seconds), source],
      })),
    },
    {
      heading: 'Checks',
      columns: ['', 'Check', 'Found', '', 'Source'],
      rows: checks.map(({ title, outcome, severity, found, wanted, source, byConstruction }) => ({
        state: outcome === 'ok' ? 'good' : outcome === 'failed' && severity === 'error' ? 'bad' : 'warning',
        cells: [
          outcome === 'ok' ? 'ok' : `${outcome} (${severity})`,
          title,
          outcome === 'ok' ? found : prose(`found ${found}, wanted ${wanted}`),
          byConstruction ? 'the machine was made so' : '',
          source,
        ],
      })),
    },
    {
      heading: 'What was not rehearsed',
      columns: ['What', 'Why'],
      rows: notRehearsed.map(({ what, why }) => ({ cells: [what, why] })),
    },
    {
      heading: 'Where it was rehearsed',
      columns: ['The scratch machine'],
      rows: scratch.map(text => ({ cells: [text] })),
    },
  ];
}
