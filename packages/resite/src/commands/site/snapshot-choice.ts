import { existsSync } from 'node:fs';
import { warnOfUnusable } from '@resite/procedure/access';
import { readBacks } from '@resite/procedure/history';
import { Journal } from '@resite/procedure/journal';
import type { Wanted } from '@resite/procedure/snapshot';
import type { OnUnusable } from '@resite/repository';
import type { Context } from '../../context.ts';

/** What the choice of a snapshot is made by, and who hears of it. */
export function snapshotChoice(
  { emit }: Pick<Context, 'emit'>,
  state: string,
): Required<Pick<Wanted, 'readBacks' | 'remark'>> & { onUnusable: OnUnusable } {
  return {
    readBacks: readBacksIn(state),
    remark: text => emit({ message_type: 'warning', text }),
    onUnusable: warnOfUnusable(emit),
  };
}

/** To look makes no journal where there is none. */
export function readBacksIn(state: string): ReadonlyMap<string, Date | false> {
  if (!existsSync(state)) return new Map();
  const journal = new Journal(state);
  try {
    return readBacks(journal);
  } finally {
    journal.close();
  }
}
