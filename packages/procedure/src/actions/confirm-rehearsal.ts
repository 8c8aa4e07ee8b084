import { defined } from '@resite/errors';
import { checkAfterRehearsal } from '@resite/site/checks/after-rehearsal';
import { openSnapshot } from '../execution/open-snapshot.ts';
import type { ActionHandler } from './action-handler.ts';
import { pollSigns } from './confirm-site.ts';

/** As after a restore, without what only the parent could say. */
export const confirmRehearsal: ActionHandler<'confirm-rehearsal'> = async (action, execution) => {
  const { manifest } = await openSnapshot(execution, action.snapshot);
  const { standIn } = action;
  const checks = await pollSigns(execution, action.minutes, elapsedMinutes =>
    checkAfterRehearsal(
      defined({
        description: manifest.site,
        target: execution.host(action.host),
        since: execution.run.started,
        elapsedMinutes,
        profiles: execution.run.procedure.profiles,
        standIn: standIn === undefined ? undefined : execution.host(standIn),
      }),
    ),
  );
  return { detail: `${checks.length} signs of a working site` };
};
