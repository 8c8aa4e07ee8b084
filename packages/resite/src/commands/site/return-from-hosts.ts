import { defined, isResiteError, ResiteError } from '@resite/errors';
import { Journal } from '@resite/procedure/journal';
import { returnFromHost } from '@resite/procedure/services';
import { hostSettings } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { noJournal } from './without-journal.ts';

/** Each host by itself: one that fails does not keep the services of others down. The worst failure is thrown, the others are warned of. */
export async function returnFromHosts(
  context: Context,
  run: string | undefined,
  wanted: readonly string[] | true,
): Promise<void> {
  if (run !== undefined) {
    throw new ResiteError('USAGE', `--from-hosts is for runs that no journal knows, and ${run} names one`, {
      hint: `Either "resite resume ${run}", or "resite resume --from-hosts" with names of hosts after it.`,
    });
  }
  const config = await loadConfig(context.options.config);
  const names = wanted === true ? Object.keys(config.hosts) : [...new Set(wanted)];
  const chosen = names.map(name => [name, hostSettings(config, name)] as const);
  const { journal, unreadable } = openIfSound(config.state);
  try {
    const outcomes = await Promise.allSettled(
      chosen.map(async ([name, settings]) => {
        const { found, ...rest } = await returnFromHost(name, settings, {
          journal,
          emit: context.emit,
          profiles: config.profiles,
        });
        const remembered = 'record' in rest ? { ...rest.record, time: rest.record.time.toISOString() } : undefined;
        context.emit({
          message_type: 'host_memory',
          host: name,
          found,
          ...defined({ remembered, returned: 'returned' in rest ? rest.returned : undefined }),
        });
      }),
    );
    const failures = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (failures.length === 0 && unreadable !== undefined) throw unreadable;
    if (failures.length === 0) {
      if (wanted === true && journal.loss() !== undefined) {
        journal.acknowledgeLoss();
        context.emit({
          message_type: 'note',
          text: 'No host holds anything of a lost run: the journal counts from here on.',
        });
      }
      return;
    }
    const worst = failures.find(error => isResiteError(error) && error.exitCode === 22) ?? failures[0];
    for (const error of failures) {
      if (error !== worst) context.emit({ message_type: 'warning', text: (error as Error).message });
    }
    throw worst;
  } finally {
    journal.close();
  }
}

/** What hosts remember can be returned without a journal; that it is damaged is said at the end. */
function openIfSound(state: string): { journal: Journal | typeof noJournal; unreadable?: unknown } {
  try {
    return { journal: new Journal(state) };
  } catch (unreadable) {
    if (!isResiteError(unreadable, 'JOURNAL_DAMAGED', 'JOURNAL_VERSION')) throw unreadable;
    return { journal: noJournal, unreadable };
  }
}
