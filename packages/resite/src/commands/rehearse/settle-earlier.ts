import type { Journal } from '@resite/procedure/journal';
import { settleRehearsals } from '@resite/rehearsal/settle';
import type { Context } from '../../context.ts';

/** Clears up after rehearsals that were cut off, and says so. */
export async function settleEarlier({ emit }: Context, journal: Journal, state: string): Promise<void> {
  for (const folder of await settleRehearsals(journal, state)) {
    emit({ message_type: 'note', text: `Removed ${folder}, which a rehearsal that was cut off had left.` });
  }
}
