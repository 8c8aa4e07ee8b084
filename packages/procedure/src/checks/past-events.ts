import { shortId } from '@resite/errors';
import type { Snapshot } from '@resite/repository';
import type { PastEvent } from '@resite/site';
import type { Journal } from '../journal/journal.ts';

/**
 * The newest snapshot of the site, also one from the future, and the run that was begun last, but for `run` itself. Of runs the
 * last one counts and not the one with the latest time: after a right one, earlier ones with wrong times mean nothing.
 */
export function pastEvents(options: {
  readonly siteCode: string;
  readonly snapshots: readonly Snapshot[];
  readonly journal: Journal;
  readonly run?: string;
}): PastEvent[] {
  const { siteCode, journal } = options;
  const snapshot = options.snapshots.findLast(({ tags }) => tags?.includes(`site:${siteCode}`));
  const run = journal.runs().findLast(({ id }) => id !== options.run);
  return [
    ...(snapshot === undefined
      ? []
      : [
          {
            what: `snapshot ${shortId(snapshot.id)}`,
            time: new Date(snapshot.time),
            snapshot: snapshot.id,
          },
        ]),
    ...(run === undefined ? [] : [{ what: `run ${run.id}`, time: run.started }]),
  ];
}
