import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isResiteError } from '@resite/errors';
import { Journal } from '@resite/procedure/journal';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { unusableJournal } from '../../unusable-journal.ts';
import { lookForUnknown } from './look-for-unknown.ts';

/**
 * What a command ends with that ended with this error. When the journal of the configuration cannot be used, the hosts are asked
 * what they remember: that services are down comes before everything else.
 */
export async function worstWithoutJournal(context: Pick<Context, 'emit' | 'options'>, error: Error): Promise<Error> {
  const config = await loadConfig(context.options.config).catch((fault: unknown) => {
    if (!isResiteError(fault)) throw fault;
    return undefined; // this error is not about a journal of a configuration
  });
  if (config === undefined || isUsable(config.state)) return error;
  const { unknown } = await lookForUnknown(context, config, noJournal);
  const down = unknown.find(({ exitCode }) => exitCode === 22);
  if (down === undefined) return error;
  context.emit({ message_type: 'warning', text: error.message });
  return down;
}

function isUsable(state: string): boolean {
  if (!existsSync(join(state, 'journal.db'))) return true;
  try {
    new Journal(state).close();
    return true;
  } catch (error) {
    if (!isResiteError(error, ...unusableJournal)) throw error;
    return false;
  }
}

/** Every run is unknown to it. */
export const noJournal = {
  runs: () => [],
  loss: () => undefined,
  conflict: () => undefined,
  acknowledgeLoss() {},
  close() {},
};
