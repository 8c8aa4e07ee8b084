import type { Journal, StepRecord } from './journal.ts';
import type { Procedure } from './procedure.ts';
import { isUnfinished, type Run } from './run.ts';

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
  /** Full ID of the snapshot that was made or restored. */
  readonly snapshot?: string;
  /** True once a step was begun that changes a host. */
  readonly changed: boolean;
  /** `resite resume` has something to do: services to return, or a restore to carry on. */
  readonly resumable: boolean;
}

export interface ReportStep {
  readonly id: string;
  readonly title: string;
  readonly host: string;
  readonly source: string;
  readonly state: StepRecord['state'] | 'open';
  readonly seconds?: number;
  readonly detail?: string;
}

export interface Downtime {
  readonly host: string;
  /** While at least one service was down; up to now when one still is. */
  readonly seconds: number;
  readonly over: boolean;
}

export function reportOf(journal: Journal, id: string): Report {
  const run = journal.run(id);
  const records = new Map(journal.steps(id).map(record => [record.stepId, record]));
  const { procedure } = run;
  const snapshot = snapshotOf(run, records);
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
    steps: procedure.steps.map(({ id: step, title, host, source }) => ({
      id: step,
      title,
      host,
      source,
      ...progressOf(records.get(step)),
    })),
    downtime: Object.keys(procedure.hosts).flatMap(host => {
      const downtime = journal.downtime(id, host);
      return downtime === undefined ? [] : [{ host, seconds: downtime.milliseconds / 1000, over: downtime.over }];
    }),
    ...(snapshot !== undefined && { snapshot }),
    changed,
    resumable:
      isUnfinished(run) ||
      (early && changed && procedure.kind === 'restore' && journal.supersededBy(run) === undefined),
  };
}

function progressOf(record: StepRecord | undefined): Pick<ReportStep, 'state' | 'seconds' | 'detail'> {
  if (record === undefined) return { state: 'open' };
  const { detail, message } = (record.outcome ?? {}) as { detail?: string; message?: string };
  const words = detail ?? message;
  return {
    state: record.state,
    ...(record.ended && { seconds: seconds(record.started, record.ended) }),
    ...(words !== undefined && { detail: words }),
  };
}

function snapshotOf({ procedure }: Run, records: ReadonlyMap<string, StepRecord>): string | undefined {
  for (const { action, id } of procedure.steps) {
    if (action.type === 'commit-snapshot')
      return (records.get(id)?.outcome as { snapshot?: string } | undefined)?.snapshot;
    if (action.type === 'restore-registry' && 'id' in action.snapshot) return action.snapshot.id;
  }
  return undefined;
}

const seconds = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 1000;
