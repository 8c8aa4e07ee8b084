import type { Journal } from '../journal/journal.ts';
import { doneSteps } from './done-steps.ts';

/**
 * Of each snapshot, by full ID, that the journal knows: when a run last read every byte of it, or false when the run that made
 * it did not. A snapshot that is not in the map was made by another computer: nothing is known of it.
 */
export function readBacks(journal: Journal): Map<string, Date | false> {
  const known = new Map<string, Date | false>();
  for (const { id, procedure } of journal.runs()) {
    const records = journal.steps.of(id);
    const made = doneSteps('commit-snapshot', procedure.steps, records);
    for (const { outcome } of made) if (!known.has(outcome.snapshot)) known.set(outcome.snapshot, false);
    for (const { step, record } of doneSteps('verify-snapshot', procedure.steps, records)) {
      const { snapshot } = step.action;
      const of = 'id' in snapshot ? snapshot.id : made.find(other => other.step.id === snapshot.step)?.outcome.snapshot;
      if (of === undefined || record.ended === undefined) continue;
      const before = known.get(of);
      if (!before || before < record.ended) known.set(of, record.ended);
    }
  }
  return known;
}
