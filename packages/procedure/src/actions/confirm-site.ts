import { defined, ResiteError } from '@resite/errors';
import { plainProse } from '@resite/errors/prose';
import type { Check } from '@resite/site';
import { checkAfterRestore } from '@resite/site/checks/after-restore';
import { awaitSigns } from '@resite/site/checks/await-signs';
import type { Execution } from '../execution/execution.ts';
import { openSnapshot } from '../execution/open-snapshot.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import type { ActionHandler } from './action-handler.ts';

export const confirmSite: ActionHandler<'confirm-site'> = async (action, execution) => {
  const { manifest } = await openSnapshot(execution, action.snapshot);
  const checks = await pollSigns(execution, action.minutes, elapsedMinutes =>
    checkAfterRestore({
      description: manifest.site,
      target: execution.host(action.host),
      parent: execution.host(action.parentHost),
      helpers: action.helperHosts?.map(name => execution.host(name)),
      since: execution.run.started,
      elapsedMinutes,
      ...defined({ profiles: execution.run.procedure.profiles }),
    }),
  );
  const isActive = checks.some(({ id }) => id === 'site-active-at-parent');
  return {
    detail: `${checks.length} signs of a working site${isActive ? '; the parent reports it ACTIVE' : ''}`,
    checks,
  };
};

/** Waits for the signs of a working site until all are there, one has definitely failed, or the time is over. */
export async function pollSigns(
  { emit, run, signal }: Execution,
  minutes: number,
  look: (elapsedMinutes: number) => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  const { checks, functional, timedOut } = await awaitSigns(look, { minutes, signal });
  for (const check of checks) emit({ message_type: 'precheck', check });
  if (functional) return checks;
  const bad = checks.filter(({ ok, severity }) => !ok && severity === 'error');
  const list = bad.map(check => `${check.title}: found ${check.found}, wanted ${plainProse(check.wanted)}`).join('; ');
  throw new ResiteError('SITE_NOT_FUNCTIONAL', `${timedOut ? `after ${minutes} minutes: ` : ''}${list}`, {
    remedy: defined({
      kind: 'resume-run',
      run: run.id,
      first: bad[0]?.remedy ?? '',
      how: bad[0]?.how,
    }) satisfies ProcedureRemedy,
  });
}
