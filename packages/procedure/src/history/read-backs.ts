import type { Journal } from '../journal/journal.ts';

/**
 * Of each snapshot, by full ID, that the journal knows: when a run last read every byte of it, or false when the run that made
 * it did not. A snapshot that is not in the map was made by another computer: nothing is known of it.
 */
export function readBacks(journal: Journal): Map<string, Date | false> {
  const known = new Map<string, Date | false>();
  for (const { id, procedure } of journal.runs()) {
    const records = journal.steps(id);
    const madeBy = (step: string) => records.find(({ stepId }) => stepId === step)?.outcome?.snapshot;
    for (const { id: step, action } of procedure.steps) {
      if (action.type === 'commit-snapshot') {
        const made = madeBy(step);
        if (made !== undefined && !known.has(made)) known.set(made, false);
      }
      if (action.type !== 'verify-snapshot') continue;
      const of = 'id' in action.snapshot ? action.snapshot.id : madeBy(action.snapshot.step);
      const record = records.find(({ stepId }) => stepId === step);
      if (of === undefined || record?.state !== 'done' || record.ended === undefined) continue;
      const before = known.get(of);
      if (!before || before < record.ended) known.set(of, record.ended);
    }
  }
  return known;
}
