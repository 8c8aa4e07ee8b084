import type { ArchivedEntry } from '@resite/repository';
import type { Context } from '../../context.ts';

export interface VerboseOptions {
  /** How often it was given. */
  readonly verbose?: number;
}

/** Names what is saved, as far as people want to see it: once for what is new or has changed, twice for everything. */
export function tellEntry({ emit }: Context, { verbose = 0 }: VerboseOptions) {
  if (verbose === 0) return undefined;
  return ({ path, type, change, size }: ArchivedEntry): void => {
    if (change === 'unmodified' && verbose < 2) return;
    emit({ message_type: 'verbose_status', action: actions[change], item: path, type, size });
  };
}

const actions = { new: 'new', changed: 'modified', unmodified: 'unchanged' } as const;
