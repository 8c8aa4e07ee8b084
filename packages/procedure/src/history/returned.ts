import { type LeftOut, leftOutText } from '@resite/site/left-out';
import type { StepRecord } from '../journal/records.ts';
import type { IdChange, Parked } from '../plan/outcomes.ts';
import type { Procedure, Step } from '../plan/procedure.ts';
import { trustText } from '../snapshot/trust-text.ts';
import { doneSteps } from './done-steps.ts';

/** What the steps of a run have returned, as far as its report tells of it; undefined where there is nothing to tell. */

/** Full ID of the snapshot that was made, or that is restored. */
export function snapshotOf(steps: readonly Step[], records: readonly StepRecord[]): string | undefined {
  const [made] = doneSteps('commit-snapshot', steps, records);
  if (made !== undefined) return made.outcome.snapshot;
  const named = steps.flatMap(({ action }) =>
    action.type === 'verify-snapshot' && 'id' in action.snapshot ? [action.snapshot.id] : [],
  );
  return named[0];
}

/** Of what was restored, or of each snapshot that was made: who has signed it. */
export function provenanceOf({ steps, trust }: Procedure, records: readonly StepRecord[]): string[] | undefined {
  const restored = trust && trustText(trust);
  if (restored !== undefined) return [restored];
  const made = doneSteps('commit-snapshot', steps, records).flatMap(({ step, outcome: { signedBy } }) => {
    if (signedBy === undefined) return [];
    return [inLane(step, signedBy === null ? 'NOT SIGNED; type: resite keys create' : `signed by ${signedBy}`)];
  });
  return made.length === 0 ? undefined : made;
}

/** What snapshots lack of their sites, by site. */
export function leftOutBySite(
  { sites, steps }: Pick<Procedure, 'sites' | 'steps'>,
  records: readonly StepRecord[],
): SiteLeftOut[] {
  return doneSteps('commit-snapshot', steps, records).flatMap(({ step, outcome: { leftOut = [] } }) =>
    leftOut.map(part => ({ site: step.lane ?? sites[0] ?? '', ...part, text: leftOutText(part) })),
  );
}

/** A part of a site that its snapshot lacks. */
export interface SiteLeftOut extends LeftOut {
  /** Site code. */
  readonly site: string;
  /** All of it in a line. */
  readonly text: string;
}

/** By name, between the copies of the registry before the stop and after it. */
export function registryDifferences(steps: readonly Step[], records: readonly StepRecord[]): string[] | undefined {
  const compared = doneSteps('compare-registry', steps, records);
  if (compared.length === 0) return undefined;
  return compared.flatMap(({ step, outcome }) => outcome.differences.map(name => inLane(step, name)));
}

/** Once they are written; what was only decided has moved nothing. */
export function movedIds(steps: readonly Step[], records: readonly StepRecord[]): readonly IdChange[] | undefined {
  const [written] = doneSteps('write-ids', steps, records);
  const decided = doneSteps('decide-ids', steps, records);
  return decided.find(({ step }) => step.id === written?.step.action.decision)?.outcome.changes;
}

export function parkedFiles(steps: readonly Step[], records: readonly StepRecord[]): Parked | undefined {
  const [settled] = doneSteps('settle-queues', steps, records);
  return settled?.outcome.parked;
}

const inLane = ({ lane }: Step, words: string) => (lane === undefined ? words : `${lane} ${words}`);
