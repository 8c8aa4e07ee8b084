import { ResiteError } from '@resite/errors';
import type { RecordedService } from '../journal.ts';
import { returnServices, type ServiceWork } from '../services.ts';
import { forgetStop } from './remember.ts';
import { standing, statesAstray } from './standing.ts';
import { stoppedByUnknown } from './stopped-by-unknown.ts';

/**
 * Returns services as {@link returnServices} does; when all are back, the host forgets that this run had stopped them. Where
 * another run has stopped services since, they are that run's: nothing is changed, and the error of that one says so unless
 * all are in their recorded states all the same.
 */
export async function returnAndForget(work: ServiceWork, recorded: readonly RecordedService[]): Promise<string[]> {
  const { host, run } = work;
  const found = await standing(host);
  if (found !== undefined && 'run' in found.record && found.record.run !== run) {
    const astray = statesAstray(await host.services.list(), recorded);
    if (astray.length === 0) return [];
    const { message, hint } = stoppedByUnknown(host.name, { ...found, astray });
    throw new ResiteError('STOPPED_BY_UNKNOWN_RUN', message, { ...(hint !== undefined && { hint }) });
  }
  const returned = await returnServices(work, recorded);
  await forgetStop(host, run);
  return returned;
}
