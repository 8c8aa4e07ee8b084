import { formatTime } from '@resite/errors';
import type { LedgerEntry, Prediction } from '@resite/procedure';
import type { Style } from '../output.ts';
import { formatBytes, formatSeconds, plural, printableName, table } from '../text.ts';

/** Of the longest bar, in characters. */
const width = 40;

/** A table of the runs of a site, then a bar for the downtime of each, by host. */
export function describeHistory(
  { site, runs, expected }: { site: string; runs: readonly LedgerEntry[]; expected: readonly Prediction[] },
  style: Style,
): string[] {
  if (runs.length === 0) return [`No runs of ${site} yet`];
  const [head = '', ...lines] = table([heading, ...runs.map(row)]);
  const hosts = [...new Set(runs.flatMap(({ downtime }) => downtime.map(({ host }) => host)))];
  return [
    style('bold', head),
    ...lines,
    ...hosts.flatMap(host => ['', ...chart(host, runs, style)]),
    ...(expected.length === 0 ? [] : ['', ...expected.map(describeExpectation)]),
  ];
}

const heading = ['Started (UTC)', 'Run', 'Outcome', 'Downtime', 'Expected', 'Read while stopped', 'RPO', 'RTO'];

function row(entry: LedgerEntry): string[] {
  const { started, kind, downtime, expected = [], filesRead, bytesRead, rpo, rto } = entry;
  return [
    formatTime(started, 'second'),
    kind,
    outcome(entry),
    downtime.map(({ host, seconds }) => `${host} ${formatSeconds(seconds)}`).join(', ') || '-',
    expected.map(({ host, usually, atMost }) => `${host} ${range(usually, atMost)}`).join(', ') || '-',
    filesRead === undefined ? '-' : `${plural(filesRead, 'file')}, ${formatBytes(bytesRead ?? 0)}`,
    rpo === undefined ? '-' : formatSeconds(rpo),
    rto === undefined ? '-' : formatSeconds(rto),
  ];
}

const outcome = ({ status, error, leftOut = [], sites }: LedgerEntry) =>
  `${status}${error === undefined ? '' : ` ${error}`}${leftOut.length === 0 ? '' : `, no ${leftOut.map(printableName).join(', no ')}`}${sites.length > 1 ? ` (${sites.length} sites)` : ''}`;

function chart(host: string, runs: readonly LedgerEntry[], style: Style): string[] {
  const downs = runs.flatMap(({ started, status, downtime }) => {
    const found = downtime.find(one => one.host === host);
    return found === undefined ? [] : [{ started, status, seconds: found.seconds }];
  });
  const longest = Math.max(...downs.map(({ seconds }) => seconds));
  const minutes = downs.map(({ started }) => formatTime(started, 'minute'));
  const precision = new Set(minutes).size === minutes.length ? 'minute' : 'second'; // seconds tell runs of one minute apart
  const rows = downs.map(({ started, status, seconds }) => {
    const bar = '█'.repeat(Math.max(1, Math.round((seconds / longest) * width)));
    const color = status === 'done' ? 'green' : 'red';
    return `  ${formatTime(started, precision)}  ${style(color, bar)} ${formatSeconds(seconds)}${status === 'done' ? '' : ` ${status}`}`;
  });
  return [style('bold', `Downtime of ${host}`), ...rows];
}

/** What the next backup of the same sites is expected to take. */
function describeExpectation({ host, usually, atMost, runs }: Prediction): string {
  return `expected downtime: ${host} ${formatSeconds(usually)} (usually) to ${formatSeconds(atMost)} (9 of 10), from ${plural(runs, 'run')}`;
}

/** `3.0 s to 6.0 s`. */
export const range = (usually: number, atMost: number) => `${formatSeconds(usually)} to ${formatSeconds(atMost)}`;
