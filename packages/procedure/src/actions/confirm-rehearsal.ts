import { defined } from '@resite/errors';
import { checkAfterRehearsal } from '@resite/site/checks/after-rehearsal';
import { openSnapshot } from '../execution/open-snapshot.ts';
import { pollSigns } from './confirm-site.ts';
import type { Perform } from './perform.ts';

/** As after a restore, without what only the parent could say. */
export const confirmRehearsal: Perform<'confirm-rehearsal'> = async (action, performance) => {
  const { manifest } = await openSnapshot(performance, action.snapshot);
  const { standIn } = action;
  const checks = await pollSigns(performance, action.minutes, elapsedMinutes =>
    checkAfterRehearsal({
      description: manifest.site,
      target: performance.host(action.target),
      since: performance.run.started,
      elapsedMinutes,
      ...defined({ profiles: performance.run.procedure.profiles }),
      ...(standIn !== undefined && { standIn: performance.host(standIn) }),
    }),
  );
  return { detail: `${checks.length} signs of a working site` };
};
