import type { Host } from '@resite/host';
import type { Journal } from '../journal/journal.ts';
import { isSettled } from '../journal/run.ts';
import { type Standing, standing } from './standing.ts';

/**
 * What a host remembers of a run that this journal does not know, or has as ended. Undefined when it remembers none; a run
 * that is open in this journal is no unknown one.
 */
export async function findUnknownStop(host: Host, journal: Pick<Journal, 'runs'>): Promise<Standing | undefined> {
  const first = await standing(host);
  if (first === undefined || isOpen(first, journal)) return undefined;
  // The run may have come to its end between the look at the host and that into the journal.
  const again = await standing(host);
  return again === undefined || isOpen(again, journal) ? undefined : again;
}

const isOpen = ({ record }: Standing, journal: Pick<Journal, 'runs'>): boolean =>
  'run' in record && journal.runs().some(run => run.id === record.run && !isSettled(run));
