import { codes } from '@resite/errors';
import type { Journal, StepRecord } from '../journal/journal.ts';
import { isUnfinished, type Run } from '../journal/run.ts';
import type { IdChange, Parked } from '../plan/outcomes.ts';
import type { Procedure, Remark, Step } from '../plan/procedure.ts';
import { trustText } from '../snapshot/trust-text.ts';

/** What a run did, as the journal knows it: for the closing report, and for `resite status` at any time. */
export interface Report {
  readonly run: string;
  readonly kind: Procedure['kind'];
  readonly site: string;
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
  /** Of a backup of several sites, what became of each. */
  readonly sites?: readonly ReportSite[];
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
  /** `resite resume` has something to do: services to return, or a restore to carry on. */
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
  const records = new Map(journal.steps(id).map(record => [record.stepId, record]));
  const { procedure } = run;
  const snapshot = snapshotOf(procedure.steps, records);
  const differences = registryDifferences(procedure.steps, records);
  const changed = journal.hasChanged(id);
  const early = run.status === 'failed' || run.status === 'interrupted';
  return {
    run: id,
    kind: procedure.kind,
    site: procedure.siteCode,
    title: procedure.title,
    status: run.status === 'running' && isUnfinished(run) ? 'cut-off' : run.status,
    started: run.started.toISOString(),
    ...(run.ended && { ended: run.ended.toISOString() }),
    steps: procedure.steps.map(({ id: step, lane, title, host, source }) => ({
      id: step,
      ...(lane !== undefined && { lane }),
      title,
      host,
      source,
      ...progressOf(records.get(step)),
    })),
    downtime: Object.keys(procedure.hosts).flatMap(host => {
      const downtime = journal.downtime(id, host);
      if (downtime === undefined) return [];
      const expected = expectedOf(records, host);
      return [{ host, seconds: downtime.milliseconds / 1000, over: downtime.over, ...(expected && { expected }) }];
    }),
    ...(snapshot !== undefined && procedure.sites === undefined && { snapshot }),
    ...(procedure.sites && { sites: procedure.sites.map(site => siteReport(site, procedure.steps, records)) }),
    ...provenanceOf(procedure, records),
    ...(differences !== undefined && { registryDifferences: differences }),
    ...movedIds(procedure, records),
    ...parkedFiles(procedure, records),
    ...(procedure.remarks && { remarks: procedure.remarks }),
    ...errorOf(journal, run, records),
    changed,
    ...(run.alive && { process: { number: run.process, standsStill: run.standsStill } }),
    resumable:
      isUnfinished(run) ||
      (early && changed && procedure.kind === 'restore' && journal.supersededBy(run) === undefined),
  };
}

/** The failed step has the words; an end without one, such as that of a budget, has only its code. */
function errorOf(journal: Journal, run: Run, records: ReadonlyMap<string, StepRecord>): Pick<Report, 'error'> {
  if (run.status === 'done' || run.status === 'running') return {};
  const failed = [...records.values()].filter(({ state }) => state === 'failed');
  const outcomes = failed.map(({ outcome }) => outcome ?? {});
  const reason = journal.reason(run.id);
  const outcome = outcomes.find(({ code }) => code === reason) ?? (reason === undefined ? outcomes[0] : undefined);
  const code = reason ?? outcome?.code;
  if (code === undefined) return {};
  return { error: { code, message: outcome?.message ?? meaningOf(code) } };
}

const meaningOf = (code: string) => (code in codes ? codes[code as keyof typeof codes].meaning : 'it ended early');

function progressOf(record: StepRecord | undefined): Pick<ReportStep, 'state' | 'seconds' | 'detail'> {
  if (record === undefined) return { state: 'open' };
  const { detail, message } = record.outcome ?? {};
  const words = detail ?? message;
  return {
    state: record.state,
    ...(record.ended && { seconds: seconds(record.started, record.ended) }),
    ...(words !== undefined && { detail: words }),
  };
}

function expectedOf(records: ReadonlyMap<string, StepRecord>, host: string): Downtime['expected'] {
  const found = records.get('expect-downtime')?.outcome?.expected?.find(prediction => prediction.host === host);
  return found && { usually: found.usually, atMost: found.atMost };
}

function siteReport(site: string, all: readonly Step[], records: ReadonlyMap<string, StepRecord>): ReportSite {
  const steps = all.filter(({ lane }) => lane === site);
  const snapshot = snapshotOf(steps, records);
  const failed = steps.map(({ id }) => records.get(id)).find(record => record?.state === 'failed');
  const failure = failed?.outcome?.message;
  return { site, ...(snapshot !== undefined && { snapshot }), ...(failure !== undefined && { failure }) };
}

function snapshotOf(steps: readonly Step[], records: ReadonlyMap<string, StepRecord>): string | undefined {
  for (const { action, id } of steps) {
    if (action.type === 'commit-snapshot') return records.get(id)?.outcome?.snapshot;
    if (action.type === 'verify-snapshot' && 'id' in action.snapshot) return action.snapshot.id;
  }
  return undefined;
}

function provenanceOf(
  { steps, trust }: Procedure,
  records: ReadonlyMap<string, StepRecord>,
): Pick<Report, 'provenance'> {
  const restored = trust && trustText(trust);
  if (restored !== undefined) return { provenance: [restored] };
  const made = steps.flatMap(({ action, id, lane }) => {
    const record = action.type === 'commit-snapshot' ? records.get(id) : undefined;
    if (record?.state !== 'done') return [];
    const { signedBy } = record.outcome ?? {};
    if (signedBy === undefined) return [];
    const words = signedBy === null ? 'NOT SIGNED; type: resite keys create' : `signed by ${signedBy}`;
    return [lane === undefined ? words : `${lane} ${words}`];
  });
  return made.length === 0 ? {} : { provenance: made };
}

function registryDifferences(
  steps: readonly Step[],
  records: ReadonlyMap<string, StepRecord>,
): readonly string[] | undefined {
  const compared = steps.flatMap(({ action, id, lane }) => {
    const record = action.type === 'compare-registry' ? records.get(id) : undefined;
    if (record?.state !== 'done') return [];
    const { differences = [] } = record.outcome ?? {};
    return [lane === undefined ? differences : differences.map(name => `${lane} ${name}`)];
  });
  return compared.length === 0 ? undefined : compared.flat();
}

function movedIds({ steps }: Procedure, records: ReadonlyMap<string, StepRecord>): Pick<Report, 'ids'> {
  const written = steps.find(({ id, action }) => action.type === 'write-ids' && records.get(id)?.state === 'done');
  if (written?.action.type !== 'write-ids') return {};
  const { changes } = records.get(written.action.decision)?.outcome ?? {};
  return changes === undefined ? {} : { ids: changes };
}

function parkedFiles({ steps }: Procedure, records: ReadonlyMap<string, StepRecord>): Pick<Report, 'parked'> {
  const step = steps.find(({ action }) => action.type === 'settle-queues');
  const { parked } = (step && records.get(step.id)?.outcome) ?? {};
  return parked === undefined ? {} : { parked };
}

const seconds = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 1000;
