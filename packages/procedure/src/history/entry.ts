import { defined } from '@resite/errors';
import type { Journal } from '../journal/journal.ts';
import type { StepRecord } from '../journal/records.ts';
import { isUnfinished, type Run, type RunStatus } from '../journal/run.ts';
import type { Prediction } from '../plan/prediction.ts';
import type { Procedure, Step } from '../plan/procedure.ts';
import { doneSteps } from './done-steps.ts';
import { leftOutBySite } from './returned.ts';

/** What the ledger keeps of one site in one run. Durations are seconds, times RFC 3339. */
export interface LedgerEntry {
  readonly run: string;
  readonly kind: Procedure['kind'];
  readonly site: string;
  /** All sites of the run. */
  readonly sites: readonly string[];
  /** `cut-off`: its process is gone and nobody has settled it yet. */
  readonly status: RunStatus | 'cut-off';
  readonly started: string;
  readonly ended?: string;
  /** What the snapshot lacks of the site; then it is `partial`. */
  readonly leftOut?: readonly string[];
  /** Code of the error that ended it for this site. */
  readonly error?: string;
  readonly downtime: readonly HostDowntime[];
  /** What was predicted before the stop, of the same hosts. */
  readonly expected?: readonly Prediction[];
  /** Read while the services were stopped. */
  readonly filesRead?: number;
  readonly bytesRead?: number;
  /** Recovery point: age of the previous snapshot when this one was captured. */
  readonly rpo?: number;
  /** Recovery time: from the begin of a restore, or of its rehearsal, to the signs of a working site. */
  readonly rto?: number;
}

export interface HostDowntime {
  readonly host: string;
  readonly seconds: number;
  /** Of these, what the services took to come back. */
  readonly returning?: number;
}

/** The entries of a run, one a site, as the journal knows it. */
export function entriesOf(journal: Journal, run: Run): LedgerEntry[] {
  const { kind } = run.procedure;
  const recorded = journal.steps.of(run.id);
  const records = new Map(recorded.map(record => [record.stepId, record]));
  const sites = run.procedure.sites;
  return sites.map(site => {
    const steps = run.procedure.steps.filter(({ lane }) => lane === undefined || lane === site);
    const error = errorOf(steps, records, journal.reason(run.id));
    const copied = doneSteps('capture', steps, recorded).find(({ step }) => step.action.after !== undefined);
    const [expectation] = doneSteps('expect-downtime', steps, recorded);
    const expected = expectation?.outcome.expected;
    const ownFirst = steps.toSorted((a, b) => Number(a.lane === undefined) - Number(b.lane === undefined));
    const hosts = new Set(ownFirst.flatMap(({ action }) => (action.type === 'stop-services' ? [action.host] : [])));
    const leftOut = leftOutBySite({ sites: [site], steps }, recorded).map(({ what }) => what);
    const { previous, began, read } = copied?.outcome ?? {};
    const rpo = previous === undefined || began === undefined ? undefined : secondsBetween(previous, began);
    return defined({
      run: run.id,
      kind,
      site,
      sites,
      status: statusOf(run, error, leftOut.length > 0),
      started: run.started.toISOString(),
      ended: run.ended?.toISOString(),
      leftOut: leftOut.length === 0 ? undefined : leftOut,
      error,
      downtime: [...(kind === 'rehearsal' ? [] : hosts)].flatMap(host =>
        downtimeOf(journal, run, steps, records, host),
      ),
      expected: expected?.filter(({ host }) => hosts.has(host)),
      filesRead: read?.files,
      bytesRead: read?.bytes,
      rpo,
      rto: kind !== 'backup' && run.status === 'done' && run.ended ? seconds(run.started, run.ended) : undefined,
    });
  });
}

function statusOf(run: Run, error: string | undefined, isPartial: boolean): LedgerEntry['status'] {
  if (run.status === 'running' && isUnfinished(run)) return 'cut-off';
  if (run.status === 'partial') return error !== undefined ? 'failed' : isPartial ? 'partial' : 'done';
  return run.status;
}

/** What a step failed with; what ended the run, when that came from no step, or when a step was only cut off by it. */
function errorOf(
  steps: readonly Step[],
  records: ReadonlyMap<string, StepRecord>,
  reason: string | undefined,
): string | undefined {
  const failed = steps.map(({ id }) => records.get(id)).filter(record => record?.state === 'failed');
  const codes = failed.flatMap(record => record?.words?.code ?? []);
  return codes.find(code => code !== 'INTERNAL') ?? reason ?? codes[0];
}

function downtimeOf(
  journal: Journal,
  run: Run,
  steps: readonly Step[],
  records: ReadonlyMap<string, StepRecord>,
  host: string,
): HostDowntime[] {
  const downtime = journal.services.downtime(run.id, host);
  if (downtime === undefined) return [];
  const step = steps.find(({ action }) => action.type === 'return-services' && action.host === host);
  const { started, ended } = (step && records.get(step.id)) ?? {};
  return [
    defined({
      host,
      seconds: downtime.milliseconds / 1000,
      returning: started && ended ? seconds(started, ended) : undefined,
    }),
  ];
}

const seconds = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 1000;
const secondsBetween = (from: string, to: string) => seconds(new Date(from), new Date(to));
