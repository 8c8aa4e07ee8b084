import { isResiteError } from '@resite/errors';
import { isUnfinished, type Journal } from '@resite/procedure';
import { clearScratches } from './scratch.ts';

/**
 * Removes the machines of rehearsals that were cut off, and closes their runs: nobody else has anything to settle there.
 * Returns the folders that were removed.
 */
export async function settleRehearsals(journal: Journal, state: string): Promise<string[]> {
  const folders = await clearScratches(state);
  for (const run of journal.runs()) {
    if (run.kind !== 'rehearsal' || !isUnfinished(run)) continue;
    try {
      if (journal.takeOver(run.id) !== undefined) journal.end(run.id, 'interrupted');
    } catch (error) {
      if (!isResiteError(error, 'PROCEDURE_BUSY')) throw error; // another process has just done it
    }
  }
  return folders;
}
