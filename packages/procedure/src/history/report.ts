import { codes, defined } from '@resite/errors';
import type { Journal } from '../journal/journal.ts';
import type { StepRecord } from '../journal/records.ts';
import { isUnfinished, type Run } from '../journal/run.ts';
import type { IdChange, Parked } from '../plan/outcomes.ts';
import type { Procedure, Remark, Step, StepPhase } from '../plan/procedure.ts';
import { doneSteps } from './done-steps.ts';
import {
  leftOutBySite,
  movedIds,
  parkedFiles,
  provenanceOf,
  registryDifferences,
  type SiteLeftOut,
  snapshotOf,
} from './returned.ts';

/** What a run did, as the journal knows it: for the closing report, and for a look at any time. */
export interface Report {
  readonly run: string;
  readonly kind: Procedure['kind'];
  /** Codes of its sites. */
  readonly sites: readonly string[];
  readonly title: string;
  /** `cut-off`: its process is gone and nobody has settled it yet. */
  readonly status: Run['status'] | 'cut-off';
  readonly started: string;
  readonly ended?: string;
  readonly steps: readonly ReportStep[];
  readonly downtime: readonly Downtime[];
  /** Of what was restored, or of each snapshot that was made: who has signed it, and on whose word it was restored all the same. */
  readonly provenance?: readonly string[];
  /** Full ID of the snapshot that was made or restored. */
  readonly snapshot?: string;
  /** What the snapshots that were made lack of their sites. */
  readonly leftOut?: readonly SiteLeftOut[];
  /** Of a backup of several sites, what became of each. */
  readonly bySite?: readonly ReportSite[];
  /** Keys and values, by name, that changed between the copies of the registry before the stop and after it. */
  readonly registryDifferences?: readonly string[];
  /** What ended it early. */
  readonly error?: { readonly code: string; readonly message: string };
  /** The process that is at work on it. */
  readonly process?: { readonly number: number; readonly standsStill: boolean };
  /** True once a step was begun that changes a host. */
  readonly changed: boolean;
  /** Numbers of SMS IDs that a restore moved on. */
  readonly ids?: readonly IdChange[];
  /** Where a restore has put what waited in the queues. */
  readonly parked?: Parked;
  /** What a restore could not bring back, and what is left to a person. */
  readonly remarks?: readonly Remark[];
  /** Resuming it has something to do: services to return, or a restore to carry on. */
  readonly resumable: boolean;
}

export interface ReportSite {
  readonly site: string;
  /** Full ID of its snapshot. */
  readonly snapshot?: string;
  /** Why it was given up. */
  readonly failure?: string;
}

export interface ReportStep {
  readonly id: string;
  /** The site, when the procedure is about several. */
  readonly lane?: string;
  readonly phase?: StepPhase;
  readonly title: string;
  readonly host: string;
  readonly source: string;
  readonly state: StepRecord['state'] | 'open';
  readonly seconds?: number;
  readonly detail?: string;
}

export interface Downtime {
  readonly host: string;
  /** While at least one service was down; up to now when one still is, to the end of the run when its return was not recorded. */
  readonly seconds: number;
  readonly over: boolean;
  /** They are back all the same; only the journal could not record that. */
  readonly returned?: true;
  /** What was predicted before the stop, in seconds. */
  readonly expected?: { readonly usually: number; readonly atMost: number };
}

export function reportOf(journal: Journal, id: string): Report {
  const run = journal.run(id);
  const records = journal.steps.of(id);
  const { kind, title, hosts, steps, remarks } = run.procedure;
  const changed = journal.hasChanged(id);
  const early = run.status === 'failed' || run.status === 'interrupted';
  const leftOut = leftOutBySite(run.procedure, records);
  const inLanes = steps.some(({ lane }) => lane !== undefined);
  return defined({
    run: id,
    kind,
    sites: run.sites,
    title,
    status: run.status === 'running' && isUnfinished(run) ? 'cut-off' : run.status,
    started: run.started.toISOString(),
    ended: run.ended?.toISOString(),
    steps: steps.map(step => reportStep(step, records)),
    downtime: Object.keys(hosts).flatMap(host => {
      const downtime = journal.services.downtime(id, host);
      if (downtime === undefined) return [];
      const { milliseconds, over } = downtime;
      return [defined({ host, seconds: milliseconds / 1000, over, expected: expectedOf(steps, records, host) })];
    }),
    snapshot: inLanes ? undefined : snapshotOf(steps, records),
    bySite: inLanes ? run.sites.map(site => siteReport(site, steps, records)) : undefined,
    leftOut: leftOut.length === 0 ? undefined : leftOut,
    provenance: provenanceOf(run.procedure, records),
    registryDifferences: registryDifferences(steps, records),
    ids: movedIds(steps, records),
    parked: parkedFiles(steps, records),
    // Those of a backup were true when it was planned; what it left out is known now.
    remarks: kind === 'backup' ? undefined : remarks,
    error: errorOf(journal, run, records),
    changed,
    process: run.alive ? { number: run.process, standsStill: run.standsStill } : undefined,
    resumable: isUnfinished(run) || (early && changed && kind === 'restore' && journal.supersededBy(run) === undefined),
  });
}

/** The failed step has the words; an end without one, such as that of a budget, has only its code. */
function errorOf(journal: Journal, run: Run, records: readonly StepRecord[]): Report['error'] {
  if (run.status === 'done' || run.status === 'running') return undefined;
  const failed = records.filter(({ state }) => state === 'failed').map(({ words }) => words ?? {});
  const reason = journal.reason(run.id);
  const words = failed.find(({ code }) => code === reason) ?? (reason === undefined ? failed[0] : undefined);
  const code = reason ?? words?.code;
  return code === undefined ? undefined : { code, message: words?.message ?? meaningOf(code) };
}

const meaningOf = (code: string) => (code in codes ? codes[code as keyof typeof codes].meaning : 'it ended early');

function reportStep({ id, lane, phase, title, host, source }: Step, records: readonly StepRecord[]): ReportStep {
  const record = records.find(({ stepId }) => stepId === id);
  return defined({
    id,
    lane,
    phase,
    title,
    host,
    source,
    state: record?.state ?? 'open',
    seconds: record?.ended && seconds(record.started, record.ended),
    detail: record?.words?.detail ?? record?.words?.message,
  });
}

function expectedOf(steps: readonly Step[], records: readonly StepRecord[], host: string): Downtime['expected'] {
  const [expectation] = doneSteps('expect-downtime', steps, records);
  const found = expectation?.outcome.expected.find(prediction => prediction.host === host);
  return found && { usually: found.usually, atMost: found.atMost };
}

function siteReport(site: string, all: readonly Step[], records: readonly StepRecord[]): ReportSite {
  const steps = all.filter(({ lane }) => lane === site);
  const own = records.filter(({ stepId }) => steps.some(({ id }) => id === stepId));
  const failure = own.find(({ state }) => state === 'failed')?.words?.message;
  return defined({ site, snapshot: snapshotOf(steps, own), failure });
}

const seconds = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 1000;
