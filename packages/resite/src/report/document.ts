import { defined, formatTime } from '@resite/errors';
import type { Report } from '@resite/procedure';
import type { Check } from '@resite/site';
import { wordCheck } from '../remedies.ts';
import { formatSeconds } from '../text.ts';
import { downtimeText } from './downtime-text.ts';
import { type Checked, verdictOfChecks, verdictOfRun } from './verdict.ts';

/** A report as data: what a page of it is made from in every format. JSON has it as it is. */
export interface ReportDocument {
  readonly schema: 1;
  readonly title: string;
  readonly sites: readonly string[];
  /** RFC 3339. */
  readonly created: string;
  readonly verdict: { readonly ok: boolean; readonly text: string };
  /** What else there is to know, by name. */
  readonly facts: Readonly<Record<string, string>>;
  /** None in a report of checks alone. */
  readonly steps: Report['steps'];
  readonly checks: readonly Check[];
  /** What a restore could not bring back, and what is left to a person. */
  readonly remarks: NonNullable<Report['remarks']>;
}

export function reportOfChecks(checked: Checked): ReportDocument {
  const { site, purpose, checks } = checked;
  return {
    schema: 1,
    title: `Checks before a ${purpose} of ${site}`,
    sites: [site],
    created: new Date().toISOString(),
    verdict: verdictOfChecks(checked),
    facts: {},
    steps: [],
    checks: checks.map(wordCheck),
    remarks: [],
  };
}

/** `checks` are those that were made while it ran. */
export function reportOfRun(report: Report, checks: readonly Check[]): ReportDocument {
  const {
    run,
    sites,
    title,
    started,
    ended,
    snapshot,
    downtime,
    resumable,
    ids = [],
    parked,
    remarks = [],
    leftOut = [],
  } = report;
  const seconds = ended === undefined ? undefined : (Date.parse(ended) - Date.parse(started)) / 1000;
  const down = downtime.map(each => downtimeText(each, report.status));
  return {
    schema: 1,
    title,
    sites,
    created: new Date().toISOString(),
    verdict: verdictOfRun(report),
    facts: {
      run,
      started: formatTime(started),
      ...defined({
        ended: ended === undefined ? undefined : formatTime(ended),
        duration: seconds === undefined ? undefined : formatSeconds(seconds),
        snapshot,
        'left out':
          leftOut.map(part => `${sites.length > 1 ? `${part.site}: ` : ''}${part.text}`).join('; ') || undefined,
        signature: report.provenance?.join('; '),
        downtime: down.length > 0 ? down.join(', ') : undefined,
        IDs: ids.length > 0 ? ids.map(({ what, was, is }) => `${what}: ${was} → ${is}`).join('; ') : undefined,
        parked: parked && `${parked.files} files in ${parked.folder}; to bring them back: ${parked.bringBack}`,
        next: resumable ? `resite resume ${run}` : undefined,
      }),
    },
    steps: report.steps,
    checks: checks.map(wordCheck),
    remarks,
  };
}
