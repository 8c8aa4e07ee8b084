import type { Journal } from '../journal/journal.ts';
import { reportOf } from './report.ts';

/** A rehearsal that came to a result; one that was interrupted has none. */
export interface PastRehearsal {
  readonly run: string;
  readonly site: string;
  /** Full ID. */
  readonly snapshot: string;
  /** RFC 3339. */
  readonly ended: string;
  readonly result: 'passed' | 'failed';
  /** How long it took. */
  readonly seconds: number;
}

/** Oldest first. */
export function pastRehearsals(journal: Journal): PastRehearsal[] {
  const runs = journal.runs().filter(({ kind }) => kind === 'rehearsal');
  return runs.flatMap(({ id, status, started, ended }) => {
    const { sites, snapshot } = reportOf(journal, id);
    const [site] = sites;
    if (
      site === undefined ||
      snapshot === undefined ||
      ended === undefined ||
      (status !== 'done' && status !== 'failed')
    )
      return [];
    return [
      {
        run: id,
        site,
        snapshot,
        ended: ended.toISOString(),
        result: status === 'done' ? 'passed' : 'failed',
        seconds: (ended.getTime() - started.getTime()) / 1000,
      },
    ];
  });
}
