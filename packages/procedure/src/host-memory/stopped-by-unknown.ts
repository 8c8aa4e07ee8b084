import { formatTime, ResiteError } from '@resite/errors';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import type { Standing } from './standing.ts';

/**
 * `STOPPED_BY_UNKNOWN_RUN` while services may be down, `STOP_RECORD_LEFT` when all are as the host remembers them: the state of
 * its services is no state to return to, or not known to be one.
 */
export function stoppedByUnknown(host: string, { record, astray }: Standing): ResiteError {
  if ('unreadable' in record) {
    return new ResiteError(
      'STOPPED_BY_UNKNOWN_RUN',
      `${host} remembers that a run has stopped its services, and what it remembers cannot be read: ${record.unreadable}`,
      {
        hint:
          'Services may be down: see by hand that those of the site run (Control Panel, Services). Then remove the key ' +
          'HKEY_LOCAL_MACHINE\\SOFTWARE\\Resite there, with REGEDT32.',
      },
    );
  }
  const { run, computer, user, time, state } = record;
  const who = `run ${run}, of ${user} on ${computer} (${state}), at ${formatTime(time)}`;
  const ask = (areBack: boolean): ProcedureRemedy => ({ kind: 'ask-other-computer', computer, host, areBack });
  if (astray === undefined || astray.length > 0) {
    return new ResiteError(
      'STOPPED_BY_UNKNOWN_RUN',
      `services of ${host} were stopped by a run that did not end and that this journal does not know: ${who}. Not back: ${astray?.join(', ')}`,
      { remedy: ask(false) },
    );
  }
  return new ResiteError(
    'STOP_RECORD_LEFT',
    `${host} remembers a run that stopped its services, did not end, and is not known to this journal: ${who}. All services are back`,
    { remedy: ask(true) },
  );
}
