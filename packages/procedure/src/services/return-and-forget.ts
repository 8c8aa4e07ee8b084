import { adviceOf, ResiteError } from '@resite/errors';
import { forgetStop } from '../host-memory/remember.ts';
import { standing, statesAstray } from '../host-memory/standing.ts';
import { stoppedByUnknown } from '../host-memory/stopped-by-unknown.ts';
import type { RecordedService } from '../journal/records.ts';
import { onceMore } from './once-more.ts';
import { type ReturnedServices, returnServices, type ServiceWork } from './services.ts';

/**
 * Returns services as {@link returnServices} does; when all are back, the host forgets that this run had stopped them. Where
 * another run has stopped services since, they are that run's: nothing is changed, and the error of that one says so unless
 * all are in their recorded states all the same.
 */
export async function returnAndForget(
  work: ServiceWork,
  recorded: readonly RecordedService[],
): Promise<ReturnedServices> {
  const { host, run } = work;
  // What a host remembers must keep no service down: when it cannot be read, the journal is believed.
  const found = await standing(host).catch(() => undefined);
  if (found !== undefined && 'run' in found.record && found.record.run !== run) {
    const astray = statesAstray(await onceMore(() => host.services.list(recorded.map(({ name }) => name))), recorded);
    if (astray.length === 0) return { changed: [], unrecorded: [] };
    const error = stoppedByUnknown(host.name, { ...found, astray });
    throw new ResiteError('STOPPED_BY_UNKNOWN_RUN', error.message, adviceOf(error));
  }
  const { changed, unrecorded } = await returnServices(work, recorded);
  try {
    await onceMore(() => forgetStop(host, run));
  } catch (error) {
    return { changed, unrecorded: [...unrecorded, error] }; // they are back, and nobody may be told that they are not
  }
  return { changed, unrecorded };
}
