import { isResiteError } from '@resite/errors';
import { Journal } from '@resite/procedure/journal';
import type { Config } from '../../config/config.ts';
import type { Context } from '../../context.ts';
import { lookForUnknown } from './look-for-unknown.ts';

/**
 * The journal of the configuration. When it cannot be read, the hosts are asked what they remember: that services are down is
 * told before everything else.
 */
export async function openJournal(context: Pick<Context, 'emit'>, config: Config): Promise<Journal> {
  try {
    return new Journal(config.state);
  } catch (error) {
    if (!isResiteError(error, 'JOURNAL_DAMAGED', 'JOURNAL_VERSION')) throw error;
    const { unknown } = await lookForUnknown(context, config, noJournal);
    const down = unknown.find(({ exitCode }) => exitCode === 22);
    if (down === undefined) throw error;
    context.emit({ message_type: 'warning', text: error.message });
    throw down;
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
