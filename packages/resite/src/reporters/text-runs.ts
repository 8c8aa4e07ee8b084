import { formatTime, shortId } from '@resite/errors';
import type { PastRehearsal, Report } from '@resite/procedure';
import type { Style } from '../output.ts';
import { formatSeconds, table } from '../text.ts';

/** All runs, what is to be done about them, and when each site was rehearsed last. */
export function describeRuns(runs: readonly Report[], rehearsals: readonly PastRehearsal[], style: Style): string[] {
  if (runs.length === 0) return ['No runs yet'];
  const rows = runs.map(report => [
    report.run,
    formatTime(report.started, 'second'),
    report.status,
    [report.snapshot, ...(report.bySite ?? []).map(({ snapshot }) => snapshot)]
      .flatMap(id => (id === undefined ? [] : shortId(id)))
      .join(' '),
    report.downtime.map(({ host, seconds }) => `${host} ${formatSeconds(seconds)}`).join(', '),
  ]);
  const [head = '', ...lines] = table([['Run', 'Started (UTC)', 'Status', 'Snapshot', 'Downtime'], ...rows]);
  return [
    style('bold', head),
    ...lines,
    ...runs
      .slice(-1)
      .flatMap(({ run, error }) =>
        error === undefined ? [] : [`${run} ended with: ${error.message} (${error.code})`],
      ),
    ...runs
      .filter(({ resumable }) => resumable)
      .map(({ run, status }) =>
        status === 'failed' || status === 'interrupted'
          ? style('yellow', `${run} can be carried on: resite resume ${run}`)
          : style('red', `${run} must be resumed: resite resume ${run}`),
      ),
    ...runs.flatMap(({ run, process }) =>
      process?.standsStill === true
        ? style('red', `${run}: its process ${process.number} hangs (stopped): resite resume ${run} --force`)
        : [],
    ),
    ...describeRehearsals(runs, rehearsals, style),
  ];
}

/** Of every site that was backed up, when somebody last saw that it can be brought back. */
function describeRehearsals(runs: readonly Report[], rehearsals: readonly PastRehearsal[], style: Style): string[] {
  const backups = runs.filter(({ kind, status }) => kind === 'backup' && (status === 'done' || status === 'partial'));
  const sites = backups.flatMap(report => report.sites);
  return [...new Set([...sites, ...rehearsals.map(({ site }) => site)])].sort().map(site => {
    const last = rehearsals.find(past => past.site === site);
    if (last === undefined) return style('yellow', `${site} was never rehearsed: resite rehearse ${site}`);
    const { ended, result: came, snapshot, seconds } = last;
    const words = `${site} last rehearsed ${formatTime(ended)}: ${came}, snapshot ${shortId(snapshot)} in ${formatSeconds(seconds)}`;
    return style(came === 'passed' ? 'green' : 'red', words);
  });
}
