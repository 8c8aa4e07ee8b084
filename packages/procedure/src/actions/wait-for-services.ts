import { defined, formatTime, ResiteError } from '@resite/errors';
import { now, sleep } from '@resite/filesystem/clock';
import type { Host } from '@resite/host';
import { sameName } from '@resite/registry/names';
import { scmanLogOf } from '@resite/site/scman-log';
import type { Execution } from '../execution/execution.ts';
import { openSnapshot } from '../execution/open-snapshot.ts';
import type { ActionOf } from '../plan/procedure.ts';
import { profileOf } from '../plan/profile-of.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { findNode } from '../snapshot/snapshot-files.ts';
import type { ActionHandler } from './action-handler.ts';
import { finalTroubles } from './final-troubles.ts';

/**
 * Waits until the services run. Ends early with `SITE_NOT_FUNCTIONAL` where the log of the service that brings them up says
 * that only a person can help: the parent is down as long as this waits.
 */
export const waitForServices: ActionHandler<'wait-for-services'> = async (action, execution) => {
  const host = execution.host(action.host);
  const deadline = now() + action.minutes * 60_000;
  const readLog = await logReader(action, execution, host);
  for (;;) {
    const found = await host.services.list(action.services);
    const missing = action.services.filter(
      name => found.find(service => sameName(service.name, name))?.state !== 'running',
    );
    if (missing.length === 0) return { detail: `${action.services.join(', ')} run` };
    const failure = (message: string, first: string) =>
      new ResiteError('SITE_NOT_FUNCTIONAL', `${message} on ${action.host}: ${missing.join(', ')}`, {
        remedy: { kind: 'resume-run', run: execution.run.id, first } satisfies ProcedureRemedy,
      });
    const end = await readLog?.();
    if (end !== undefined) throw failure(`SCMAN.LOG has ${end.what}. Not running`, end.advice);
    if (now() > deadline) {
      const log = profileOf(execution.run.procedure).bootstrap?.log ?? 'the event log';
      throw failure(`after ${action.minutes} minutes not running`, `Read ${log}`);
    }
    await sleep(250, { signal: execution.signal });
  }
};

/** Undefined where no log is known, or, in a procedure of an earlier version, no snapshot to see what is new in it. */
async function logReader({ snapshot: reference }: ActionOf<'wait-for-services'>, execution: Execution, host: Host) {
  if (reference === undefined || profileOf(execution.run.procedure).facts !== 'sms-1x') return undefined;
  const { manifest, repository, snapshot } = await openSnapshot(execution, reference);
  const { site } = manifest;
  const log = scmanLogOf(site);
  const restored = Number((await findNode(repository, snapshot.tree, log))?.size ?? 0n);
  const passwordOf = site.siteControlFile && formatTime(new Date(site.siteControlFile.stamp * 1000));
  return finalTroubles(defined({ host, log, restored, passwordOf }));
}
